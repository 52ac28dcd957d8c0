package optimizer

import (
	"errors"
	"fmt"
	"math"

	"github.com/finetune-go/ft/ftlib/run"
)

// New returns the rule of a configuration with its defaults. A constant with which no update makes sense is an error.
func New(o run.Optimizer) (*Rule, error) {
	share := func(name string, v, such float64) constant {
		return constant{name, v, 1, fmt.Sprintf("a number between 0 and 1, such as %g", such)}
	}
	above := func(name string, v, such float64) constant {
		return constant{name, v, math.Inf(1), fmt.Sprintf("a number above 0, such as %g", such)}
	}
	constants := []constant{above("learning rate", o.LearningRate, 0.001)}
	var m method
	switch o.Name {
	case "adadelta":
		m = adadelta{o.Rho, o.Epsilon}
		constants = append(constants, share("rho", o.Rho, 0.95))
	case "adam", "adamw":
		m = adam{o.Beta1, o.Beta2, o.Epsilon}
		constants = append(constants, share("beta_1", o.Beta1, 0.9), share("beta_2", o.Beta2, 0.999))
	case "rmsprop":
		m = rmsprop{o.Rho, o.Momentum, o.Epsilon}
		constants = append(constants, share("rho", o.Rho, 0.9))
	case "sgd":
		m = sgd{o.Momentum, o.Nesterov}
		if o.Nesterov && o.Momentum == 0 {
			return nil, errors.New("nesterov without momentum: give a momentum, such as 0.9")
		}
	default:
		return nil, fmt.Errorf("unknown optimizer %q: choose adam, adamw, adadelta, rmsprop or sgd", o.Name)
	}
	if o.Name != "sgd" {
		constants = append(constants, above("epsilon", o.Epsilon, 1e-7))
	}
	for _, c := range []constant{share("momentum", o.Momentum, 0.9), above("weight_decay", o.WeightDecay, 0.004),
		above("clipnorm", o.ClipNorm, 1), above("global_clipnorm", o.GlobalClipNorm, 1)} {
		if c.value != 0 { // left out
			constants = append(constants, c)
		}
	}
	for _, c := range constants {
		if err := c.check(); err != nil {
			return nil, err
		}
	}
	if o.ClipNorm != 0 && o.GlobalClipNorm != 0 {
		return nil, errors.New("clipnorm and global_clipnorm: choose one of them")
	}
	return &Rule{m, o.LearningRate, o.WeightDecay, o.ClipNorm, o.GlobalClipNorm}, nil
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
