package optimizer

import (
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/gomlx/gomlx/core/graph"
)

type adadelta struct{ rho, epsilon float64 }

// Adadelta is Zeiler's method (https://arxiv.org/abs/1212.5701) as in keras/src/optimizers/adadelta.py: epsilon stands
// inside both square roots, and the running mean of squared updates takes the update before the learning rate. rho is
// the share of the running means that one step keeps. Keras' default rate is 0.001; the method's paper has none, that
// is 1.0.
func Adadelta(learningRate, rho, epsilon float64) *Rule {
	return &Rule{method: adadelta{rho, epsilon}, rate: learningRate}
}

func (o adadelta) slots() []string { return []string{"accumulated_grad", "accumulated_delta_var"} }

func (o adadelta) update(_, rate, weight, gradient *Node, slots []*Node) (*Node, []*Node) {
	squares := graph.Add(graph.MulScalar(slots[0], o.rho), graph.MulScalar(graph.Square(gradient), 1-o.rho))
	root := func(x *Node) *Node { return graph.Sqrt(graph.AddScalar(x, o.epsilon)) }
	delta := graph.Neg(graph.Div(graph.Mul(root(slots[1]), gradient), root(squares)))
	deltas := graph.Add(graph.MulScalar(slots[1], o.rho), graph.MulScalar(graph.Square(delta), 1-o.rho))
	return graph.Add(weight, graph.Mul(delta, rate)), []*Node{squares, deltas}
}

func (o adadelta) kernel(_ int, rate float64) (kernels.Rule, bool) {
	return kernels.Rule{Rate: float32(rate), A: float32(o.rho), B: float32(1 - o.rho), Epsilon: float32(o.epsilon)}, true
}
