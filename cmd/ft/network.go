//go:build cgo

package main

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
)

func summaryCommand() *cobra.Command {
	var model, head, trainable string
	var image, classes int
	cmd := &cobra.Command{
		Use:   "summary",
		Short: "Print a network's layers, shapes, parameters and what is trained",
		Example: `  ft summary --model resnet50 --trainable 16
  ft summary --model vgg16 --trainable 'block5,fc*,output' --classes 10`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			m, err := network.New(model, image, paper.Catalog("").Head(model, head), classes)
			if err != nil {
				return usageError{err}
			}
			mask, err := m.ParseMask(trainable)
			if err != nil {
				return usageError{err}
			}
			return m.Summary(cmd.OutOrStdout(), mask)
		},
	}
	f := cmd.Flags()
	f.StringVar(&model, "model", "resnet50", "vgg16 or resnet50")
	f.StringVar(&head, "head", "", "layers above the base; the network's own when left out")
	f.StringVar(&trainable, "trainable", "none", "last N layers, names and globs, head, all or none")
	intVar(f, &image, "image", 224, "side of the images in pixels")
	intVar(f, &classes, "classes", 4, "number of classes")
	return cmd
}

// baseLayer checks a layer name; empty is the last layer of the base.
func baseLayer(m *network.Model, name string) (string, error) {
	if name == "" {
		return m.Layers[m.Base-1].Name, nil
	}
	i := m.Index(name)
	if i < 0 {
		if _, err := m.ParseMask(name); err != nil {
			return "", err
		}
		return "", fmt.Errorf("%s names several layers; ft summary --model %s lists them one by one", name, m.Name)
	}
	if i >= m.Base {
		return "", fmt.Errorf("layer %s is part of the head, which has no trained weights yet; name one of the base", name)
	}
	return name, nil
}
