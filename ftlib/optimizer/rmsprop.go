package optimizer

import (
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/gomlx/gomlx/core/graph"
)

// rmsprop is Hinton's method as in keras/src/optimizers/rmsprop.py, not centred: epsilon stands inside the root.
type rmsprop struct{ rho, momentum, epsilon float64 }

func (o rmsprop) slots() []string {
	if o.momentum == 0 {
		return []string{"velocity"}
	}
	return []string{"velocity", "momentum"}
}

func (o rmsprop) update(_, rate, weight, gradient *Node, slots []*Node) (*Node, []*Node) {
	squares := graph.Add(graph.MulScalar(slots[0], o.rho), graph.MulScalar(graph.Square(gradient), 1-o.rho))
	change := graph.Div(graph.Mul(gradient, rate), graph.Sqrt(graph.AddScalar(squares, o.epsilon)))
	if o.momentum == 0 {
		return graph.Sub(weight, change), []*Node{squares}
	}
	change = graph.Add(graph.MulScalar(slots[1], o.momentum), change)
	return graph.Sub(weight, change), []*Node{squares, change}
}

func (o rmsprop) kernel(int, float64) (kernels.Rule, bool) { return kernels.Rule{}, false }
