package weights

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// tfjsModel is what matters of TensorFlow.js' model.json.
type tfjsModel struct {
	Manifest []struct {
		Paths   []string `json:"paths"`
		Weights []struct {
			Name         string          `json:"name"`
			Shape        []int           `json:"shape"`
			DType        string          `json:"dtype"`
			Quantization json.RawMessage `json:"quantization"`
		} `json:"weights"`
	} `json:"weightsManifest"`
}

// parseTFJS returns the float32 tensors of a TensorFlow.js layers model. shard returns the bytes of a file beside
// model.json; the shards of a group are one run of bytes, and a tensor may begin in one and end in the next.
func parseTFJS(model []byte, shard func(name string) ([]byte, error)) (map[string]Tensor, error) {
	var m tfjsModel
	if err := json.Unmarshal(model, &m); err != nil {
		return nil, fmt.Errorf("no model.json of TensorFlow.js, or damaged (%v)", err)
	}
	tensors := map[string]Tensor{}
	read := map[string]bool{}
	for _, group := range m.Manifest {
		var left []byte
		shards := group.Paths
		for _, w := range group.Weights {
			if w.Quantization != nil {
				return nil, fmt.Errorf("tensor %s is quantized, which loses digits: use an unquantized model", w.Name)
			}
			n, err := elements(w.Shape)
			if err != nil {
				return nil, fmt.Errorf("tensor %s: %w", w.Name, err)
			}
			if w.DType != "float32" && w.DType != "int32" {
				return nil, fmt.Errorf("tensor %s: numbers of type %s are not supported", w.Name, w.DType)
			}
			parts, have := [][]byte{left}, len(left)
			for ; have < 4*n; shards = shards[1:] {
				if len(shards) == 0 {
					return nil, fmt.Errorf("the shards end within tensor %s: one is truncated", w.Name)
				}
				if read[shards[0]] {
					return nil, fmt.Errorf("model.json lists %s twice", shards[0])
				}
				read[shards[0]] = true
				next, err := shard(shards[0])
				if err != nil {
					return nil, err
				}
				parts, have = append(parts, next), have+len(next)
			}
			if len(parts) == 2 && len(left) == 0 {
				left = parts[1] // not copied, as most tensors lie in one shard
			} else if len(parts) > 1 {
				left = bytes.Join(parts, nil)
			}
			values, err := floats(left[:4*n], "f4", n)
			if err != nil {
				return nil, fmt.Errorf("tensor %s: %w", w.Name, err)
			}
			left = left[4*n:]
			if w.DType == "float32" {
				tensors[w.Name] = Tensor{Shape: w.Shape, Data: values}
			}
		}
	}
	if len(tensors) == 0 {
		return nil, errors.New("model.json lists no weights")
	}
	return tensors, nil
}
