package optimizer

import (
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/gomlx/gomlx/core/graph"
)

// sgd is gradient descent with momentum as in keras/src/optimizers/sgd.py, whose velocity has the rate in it.
type sgd struct {
	momentum float64
	nesterov bool
}

func (o sgd) slots() []string {
	if o.momentum == 0 {
		return nil
	}
	return []string{"momentum"}
}

func (o sgd) update(_, rate, weight, gradient *Node, slots []*Node) (*Node, []*Node) {
	step := graph.Mul(gradient, rate)
	if o.momentum == 0 {
		return graph.Sub(weight, step), nil
	}
	velocity := graph.Sub(graph.MulScalar(slots[0], o.momentum), step)
	change := velocity
	if o.nesterov {
		change = graph.Sub(graph.MulScalar(velocity, o.momentum), step)
	}
	return graph.Add(weight, change), []*Node{velocity}
}

func (o sgd) kernel(_ int, rate float64) (kernels.Rule, bool) {
	r := kernels.Rule{SGD: true, Rate: float32(rate), A: float32(o.momentum)}
	if o.nesterov {
		r.B = 1
	}
	return r, true
}
