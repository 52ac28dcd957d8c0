package export

import (
	"io"

	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/fetch"
)

// Write writes a network to a file and its model card beside it (see CardFile), each whole or not at all.
func Write(n *Network, path string, o Options) error {
	if err := o.Check(); err != nil {
		return err
	}
	var write func(io.Writer) error
	var err error
	switch o.Format {
	case "onnx":
		write, err = ONNX(n, o.Preprocess)
	case "keras":
		write, err = Keras(n)
	default:
		write, err = weights.EncodeSafetensors(n.Weights, n.metadata())
	}
	if err != nil {
		return err
	}
	card, err := modelCard(n, path, o)
	if err != nil {
		return err
	}
	if err := fetch.WriteFile(path, write); err != nil {
		return err
	}
	return fetch.WriteBytes(CardFile(path), card)
}
