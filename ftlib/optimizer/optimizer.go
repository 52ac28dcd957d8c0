// Package optimizer holds the update rules Adadelta and Adam exactly as Keras computes them.
//
// A [Rule] updates one weight, as a function of graph nodes, for a training loop that holds the state itself. Defaults
// of the constants are those of run.Config.
package optimizer

import (
	"fmt"
	"math"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/gomlx/gomlx/core/graph"
)

// Node is a value of the XLA graph under construction.
type Node = graph.Node

// Rule is an update rule with its constants.
type Rule interface {
	// Slots names the tensors that the rule keeps beside each weight, of the weight's shape and zero at first.
	Slots() []string
	// Update returns the new value of one weight and of its slots. step counts from 1, a float32 scalar.
	Update(step, weight, gradient *Node, slots []*Node) (newWeight *Node, newSlots []*Node)
	// Kernel is the same update for the kernels of the CPU, in one step, counted from 1.
	Kernel(step int) kernels.Rule
}

// New returns the rule called name with the given constants, of which it takes those that it has. A constant with which
// no update makes sense is an error.
func New(name string, learningRate, rho, beta1, beta2, epsilon float64) (Rule, error) {
	constants := []constant{{"learning rate", learningRate, math.Inf(1), "a number above 0, such as 0.001"}}
	var rule Rule
	switch name {
	case "adadelta":
		rule = Adadelta(learningRate, rho, epsilon)
		constants = append(constants, constant{"rho", rho, 1, "a number between 0 and 1, such as 0.95"})
	case "adam":
		rule = Adam(learningRate, beta1, beta2, epsilon)
		constants = append(constants, constant{"beta_1", beta1, 1, "a number between 0 and 1, such as 0.9"},
			constant{"beta_2", beta2, 1, "a number between 0 and 1, such as 0.999"})
	default:
		return nil, fmt.Errorf("unknown optimizer %q: choose adadelta or adam", name)
	}
	constants = append(constants, constant{"epsilon", epsilon, math.Inf(1), "a number above 0, such as 1e-7"})
	for _, c := range constants {
		if err := c.check(); err != nil {
			return nil, err
		}
	}
	return rule, nil
}

// constant is one of a rule: a number above 0 and below beyond.
type constant struct {
	name          string
	value, beyond float64
	give          string
}

// check also refuses what is 0, or no finite number any more, in the float32 that updates are computed in.
func (c constant) check() error {
	if single := float64(float32(c.value)); !(single > 0 && single < c.beyond) { // so written, NaN is refused too
		return fmt.Errorf("%s %g: give %s", c.name, c.value, c.give)
	}
	return nil
}
