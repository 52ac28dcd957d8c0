package export

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/fetch"
)

// kerasVersion is the one whose archives these are (keras/src/saving/saving_lib.py).
const kerasVersion = "3.15.1"

// Keras returns what writes a network as Keras' own archive, for keras.models.load_model: the layers under their
// names, the mask as their trainable, the weights. Its input is what preprocess_input of keras.applications gives.
func Keras(n *Network) (write func(io.Writer) error, err error) {
	tensors := map[string]weights.Tensor{}
	for name, params := range kerasNames(n.Model) {
		for i, p := range params {
			tensors[fmt.Sprintf("layers/%s/vars/%d", name, i)] = n.Weights[p.Name]
		}
	}
	h5, err := weights.EncodeH5(tensors)
	if err != nil {
		return nil, err
	}
	mask, err := n.Model.ParseMask(n.Source.Config.Trainable)
	if err != nil { // a model file alone does not say what was trained
		mask = make(network.Mask, len(n.Model.Layers))
	}
	config, err := json.Marshal(kerasModel(n.Model, mask))
	if err != nil {
		return nil, err
	}
	metadata, err := json.Marshal(map[string]string{"keras_version": kerasVersion, "date_saved": ""})
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error {
		z := zip.NewWriter(w)
		for _, file := range []struct {
			name  string
			write func(io.Writer) error
		}{{"metadata.json", fetch.Content(metadata)}, {"config.json", fetch.Content(config)}, {"model.weights.h5", h5}} {
			f, err := z.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Store})
			if err != nil {
				return err
			}
			if err := file.write(f); err != nil {
				return err
			}
		}
		return z.Close()
	}, nil
}

// kerasNames are the weights of each layer by the name that Keras gives it in a file: its class, and how many layers of
// the class stand before it.
func kerasNames(m *network.Model) map[string][]network.Param {
	snake := map[network.Kind]string{network.Conv: "conv2d", network.BatchNorm: "batch_normalization",
		network.Dense: "dense"}
	count, names := map[string]int{}, map[string][]network.Param{}
	for _, l := range m.Layers {
		class := snake[l.Kind]
		if class == "" {
			continue
		}
		name := class
		if k := count[class]; k > 0 {
			name = fmt.Sprintf("%s_%d", class, k)
		}
		count[class]++
		names[name] = l.Params
	}
	return names
}

type object = map[string]any

// kerasModel is the configuration of a functional model. What is left out of a layer's has Keras' default.
func kerasModel(m *network.Model, mask network.Mask) object {
	var layers []object
	for i := range m.Layers {
		l := &m.Layers[i]
		config := kerasLayer(l)
		config["name"] = l.Name
		var nodes = []object{}
		if l.Kind != network.Input {
			config["trainable"] = mask[i]
			var tensors []object
			for _, in := range l.Inputs {
				shape := []any{nil}
				for _, d := range m.Layer(in).Output {
					shape = append(shape, d)
				}
				tensors = append(tensors, object{"class_name": "__keras_tensor__", "config": object{"shape": shape,
					"dtype": "float32", "keras_history": []any{in, 0, 0}}})
			}
			args := []any{tensors[0]}
			if l.Kind == network.Add { // which takes a list
				args = []any{tensors}
			}
			nodes = append(nodes, object{"args": args, "kwargs": object{}})
		}
		layers = append(layers, object{"module": "keras.layers", "class_name": string(l.Kind), "config": config,
			"registered_name": nil, "name": l.Name, "inbound_nodes": nodes})
	}
	return object{"module": "keras.src.models.functional", "class_name": "Functional", "registered_name": "Functional",
		"config": object{"name": m.Name, "trainable": true, "layers": layers,
			"input_layers":  [][]any{{m.Layers[0].Name, 0, 0}},
			"output_layers": [][]any{{m.Output().Name, 0, 0}}}}
}

// kerasLayer is a layer's own configuration.
func kerasLayer(l *network.Layer) object {
	padding := "valid"
	if l.Same {
		padding = "same"
	}
	activation := l.Activation
	if activation == "" {
		activation = "linear"
	}
	square := func(n int) []int { return []int{n, n} }
	switch l.Kind {
	case network.Input:
		return object{"batch_shape": []any{nil, l.Output[0], l.Output[1], l.Output[2]}, "dtype": "float32"}
	case network.Conv:
		return object{"filters": l.Units, "kernel_size": square(l.Kernel), "strides": square(l.Stride), "padding": padding,
			"activation": activation}
	case network.BatchNorm:
		return object{"axis": 3, "momentum": network.BatchNormMomentum, "epsilon": network.BatchNormEpsilon}
	case network.ReLU:
		return object{"activation": "relu"}
	case network.Pad:
		return object{"padding": [][]int{square(l.Padding), square(l.Padding)}}
	case network.MaxPool:
		return object{"pool_size": square(l.Kernel), "strides": square(l.Stride), "padding": "valid"}
	case network.Dense:
		return object{"units": l.Units, "activation": activation}
	case network.Dropout:
		return object{"rate": l.Rate}
	}
	return object{}
}
