package optimizer

import (
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// AdadeltaConfig configures Adadelta; create it with Adadelta, end with Done.
type AdadeltaConfig struct{ learningRate, rho, epsilon float64 }

// Adadelta is Zeiler's method (https://arxiv.org/abs/1212.5701) as in keras/src/optimizers/adadelta.py: epsilon stands
// inside both square roots, and the running mean of squared updates takes the update before the learning rate. Keras'
// default rate is 0.001; the method's paper has none, that is 1.0.
func Adadelta(learningRate float64) *AdadeltaConfig {
	return &AdadeltaConfig{learningRate: learningRate, rho: 0.95, epsilon: 1e-7}
}

// Rho sets the share of the running means that one step keeps; 0.95 by default.
func (c *AdadeltaConfig) Rho(v float64) *AdadeltaConfig { c.rho = v; return c }

// Epsilon sets the constant inside both square roots; 1e-7 by default.
func (c *AdadeltaConfig) Epsilon(v float64) *AdadeltaConfig { c.epsilon = v; return c }

// Done returns the rule.
func (c *AdadeltaConfig) Done() Rule { return &adadelta{*c} }

type adadelta struct{ AdadeltaConfig }

func (o *adadelta) Slots() []string { return []string{"accumulated_grad", "accumulated_delta_var"} }

func (o *adadelta) Update(_, weight, gradient *Node, slots []*Node) (*Node, []*Node) {
	squares := graph.Add(graph.MulScalar(slots[0], o.rho), graph.MulScalar(graph.Square(gradient), 1-o.rho))
	root := func(x *Node) *Node { return graph.Sqrt(graph.AddScalar(x, o.epsilon)) }
	delta := graph.Neg(graph.Div(graph.Mul(root(slots[1]), gradient), root(squares)))
	deltas := graph.Add(graph.MulScalar(slots[1], o.rho), graph.MulScalar(graph.Square(delta), 1-o.rho))
	return graph.Add(weight, graph.MulScalar(delta, o.learningRate)), []*Node{squares, deltas}
}

func (o *adadelta) Kernel(int) kernels.Rule {
	return kernels.Rule{Rate: float32(o.learningRate), A: float32(o.rho), B: float32(1 - o.rho), Epsilon: float32(o.epsilon)}
}

func (o *adadelta) UpdateGraph(scope *model.Scope, g *graph.Graph, loss *Node) {
	updateGraph(o, "Adadelta", scope, g, loss)
}

func (o *adadelta) Clear(scope *model.Scope) error {
	return scope.Store().Scope("/Adadelta").DeleteVariablesInScope()
}
