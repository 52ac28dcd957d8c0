package fit

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/optimizer"
	"github.com/finetune-go/ft/ftlib/run"
)

// Mask reads what a configuration trains, and refuses layers without weights to learn.
func Mask(m *network.Model, trainable string) (network.Mask, error) {
	mask, err := m.ParseMask(trainable)
	if err != nil {
		return nil, err
	}
	if _, learned := m.Parameters(mask); learned == 0 {
		return nil, fmt.Errorf("trainable %s: no layer with weights is among them, so nothing would be trained; 1 trains the output", trainable)
	}
	return mask, nil
}

// Rule is the update rule that a configuration names.
func Rule(o run.Optimizer) (optimizer.Rule, error) {
	return optimizer.New(o.Name, o.LearningRate, o.Rho, o.Beta1, o.Beta2, o.Epsilon)
}
