// Package optimizer holds the two update rules of the paper, Adadelta and Adam, exactly as Keras computes them.
//
// Each is a [Rule]: an optimizer for GoMLX's own trainer (it has the Interface of gomlx/ml/train/optimizer) and, for a
// training loop that holds its state itself, the update of one weight as a function of graph nodes.
package optimizer

import (
	"fmt"
	"math"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/gomlx/gomlx/core/graph"
	gomlx "github.com/gomlx/gomlx/ml/train/optimizer"
)

// Node is a value of the XLA graph under construction.
type Node = graph.Node

// Rule is an update rule with its constants.
type Rule interface {
	gomlx.Interface
	// Slots names the tensors that the rule keeps beside each weight, of the weight's shape and zero at first.
	Slots() []string
	// Update returns the new value of one weight and of its slots. step counts from 1, a float32 scalar.
	Update(step, weight, gradient *Node, slots []*Node) (newWeight *Node, newSlots []*Node)
	// Kernel is the same update for the kernels of the CPU, in one step, counted from 1.
	Kernel(step int) kernels.Rule
}

// New returns the rule called name with the given constants; zero stands for Keras' default. A constant with which no
// update makes sense is an error.
func New(name string, learningRate, rho, beta1, beta2, epsilon float64) (Rule, error) {
	for _, c := range []struct {
		name          string
		value, beyond float64
		give          string
	}{
		{"learning rate", learningRate, math.Inf(1), "a number above 0, such as 0.001"},
		{"rho", rho, 1, "a number between 0 and 1, such as 0.95"},
		{"beta_1", beta1, 1, "a number between 0 and 1, such as 0.9"},
		{"beta_2", beta2, 1, "a number between 0 and 1, such as 0.999"},
		{"epsilon", epsilon, math.Inf(1), "a number above 0, such as 1e-7"},
	} {
		if !(c.value >= 0 && c.value < c.beyond) { // so written, no number (NaN) is refused too
			return nil, fmt.Errorf("%s %g: give %s", c.name, c.value, c.give)
		}
	}
	or := func(v, standard float64) float64 {
		if v == 0 {
			return standard
		}
		return v
	}
	switch name {
	case "adadelta":
		return Adadelta(or(learningRate, 0.001)).Rho(or(rho, 0.95)).Epsilon(or(epsilon, 1e-7)).Done(), nil
	case "adam":
		return Adam(or(learningRate, 0.001)).Betas(or(beta1, 0.9), or(beta2, 0.999)).Epsilon(or(epsilon, 1e-7)).Done(), nil
	}
	return nil, fmt.Errorf("unknown optimizer %q: choose adadelta or adam", name)
}
