package weights

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/internal/regular"
)

// ReadFile reads the tensors of a file or TensorFlow.js folder under the names that they have there. The format is that
// of the name's ending: .safetensors, .npz, .onnx, .h5 (also .weights.h5, .hdf5), .keras, model.json.
func ReadFile(path string) (map[string]Tensor, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s does not exist: give \"imagenet\", \"random\" or a file", path)
	} else if err != nil {
		return nil, err
	}
	if info.IsDir() {
		if _, err := os.Stat(filepath.Join(path, "model.json")); err != nil {
			return nil, fmt.Errorf("%s has no model.json: give a TensorFlow.js folder or a file", path)
		}
		path = filepath.Join(path, "model.json")
	}
	name := strings.ToLower(filepath.Base(path))
	b, err := readRegular(path)
	if err != nil {
		return nil, err
	}
	var tensors map[string]Tensor
	switch {
	case strings.HasSuffix(name, ".safetensors"):
		tensors, _, err = parseSafetensors(b)
	case strings.HasSuffix(name, ".onnx"):
		tensors, _, err = verifiedONNX(b)
	case strings.HasSuffix(name, ".npz"):
		tensors, err = parseNPZ(b)
	case strings.HasSuffix(name, ".h5"), strings.HasSuffix(name, ".hdf5"):
		tensors, err = parseH5(b)
	case strings.HasSuffix(name, ".json"):
		tensors, err = parseTFJS(b, func(shard string) ([]byte, error) {
			if filepath.Base(shard) != shard {
				return nil, fmt.Errorf("shard %q is not beside model.json", shard)
			}
			return readRegular(filepath.Join(filepath.Dir(path), shard))
		})
	case strings.HasSuffix(name, ".keras"):
		tensors, err = parseKeras(b)
	default:
		err = errors.New("unknown format: give .safetensors, .npz, .h5, .weights.h5, .keras, .onnx or a TensorFlow.js folder")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return tensors, nil
}

// readRegular reads a file whole: mapped, the user could change it while we run.
func readRegular(path string) ([]byte, error) {
	f, _, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
