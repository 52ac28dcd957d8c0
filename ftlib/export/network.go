// Package export writes the network of a finished run for other programs: ONNX for onnxruntime and its like, a .keras
// archive for Keras, safetensors for what reads tensors by name; beside it a model card.
package export

import (
	"context"
	"fmt"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Network is a whole trained network: base and head.
type Network struct {
	Model   *network.Model
	Weights map[string]weights.Tensor // by parameter name: kernels HWIO, dense ones [in, out]
	Source  *predict.Source
	head    string // its layers
}

// Open puts what a run has trained onto its base. The session needs no backend.
func Open(ctx context.Context, s *fit.Session, source *predict.Source) (*Network, error) {
	m, set, err := source.Whole(ctx, s)
	if err != nil {
		return nil, err
	}
	n := &Network{Model: m, Weights: map[string]weights.Tensor{}, Source: source,
		head: s.Head(m.Name, source.Config.Head)}
	for _, l := range m.Layers {
		for _, p := range l.Params {
			n.Weights[p.Name] = set.Tensors[p.Name]
		}
	}
	return n, nil
}

// Formats are the names of the formats, in the order of their usefulness.
func Formats() []string { return []string{"onnx", "keras", "safetensors"} }

// Options say what is written.
type Options struct {
	Format string // see Formats
	// Preprocess, for ONNX: the input is RGB as decoded, uint8 [N, height, width, 3], and the network's first nodes turn
	// it into what the base was trained on. Otherwise the input is that already: float32 BGR 0 to 255 minus ImageNet's
	// mean, as keras.applications' preprocess_input gives it. Keras' format takes the latter; safetensors has no input.
	Preprocess bool
	Result     *run.Result // of the run, for the model card; nil where there is only a file of weights
}

// Check refuses options that do not go together.
func (o Options) Check() error {
	switch {
	case o.Format == "onnx" || !o.Preprocess && (o.Format == "keras" || o.Format == "safetensors"):
		return nil
	case o.Preprocess && (o.Format == "keras" || o.Format == "safetensors"):
		return fmt.Errorf("format %s has no place for the preprocessing: choose onnx, or leave it out", o.Format)
	}
	return fmt.Errorf("format %q: choose onnx, keras or safetensors", o.Format)
}

// metadata describe the network to predict.File.
func (n *Network) metadata() map[string]string { return n.Source.Describe(n.head) }
