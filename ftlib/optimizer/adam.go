package optimizer

import (
	"math"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/gomlx/gomlx/core/graph"
)

type adam struct{ beta1, beta2, epsilon float64 }

// Adam is Kingma and Ba's method (https://arxiv.org/abs/1412.6980) as in keras/src/optimizers/adam.py: epsilon is added
// to the root of the raw second moment and the bias corrections are folded into the rate. GoMLX's own Adam adds it to
// the corrected root, which differs while gradients are near zero. The betas are the shares of the two running moments
// that one step keeps.
func Adam(learningRate, beta1, beta2, epsilon float64) *Rule {
	return &Rule{method: adam{beta1, beta2, epsilon}, rate: learningRate}
}

func (o adam) slots() []string { return []string{"momentum", "velocity"} }

func (o adam) update(step, rate, weight, gradient *Node, slots []*Node) (*Node, []*Node) {
	power := func(beta float64) *Node { return graph.Pow(graph.Scalar(step.Graph(), step.DType(), beta), step) }
	alpha := graph.Mul(graph.Div(graph.Sqrt(graph.OneMinus(power(o.beta2))), graph.OneMinus(power(o.beta1))), rate)
	// Written as a change to the old moment, in Keras' order of operations.
	m := graph.Add(slots[0], graph.MulScalar(graph.Sub(gradient, slots[0]), 1-o.beta1))
	v := graph.Add(slots[1], graph.MulScalar(graph.Sub(graph.Square(gradient), slots[1]), 1-o.beta2))
	return graph.Sub(weight, graph.Div(graph.Mul(m, alpha), graph.AddScalar(graph.Sqrt(v), o.epsilon))), []*Node{m, v}
}

func (o adam) kernel(step int, rate float64) (kernels.Rule, bool) {
	power := func(beta float64) float32 { return float32(math.Pow(float64(float32(beta)), float64(step))) }
	root := float32(math.Sqrt(float64(1 - power(o.beta2)))) // in float32 like Keras, whose rounding is 6e-6 of the first rate
	return kernels.Rule{Adam: true, Rate: root / (1 - power(o.beta1)) * float32(rate), A: float32(1 - o.beta1),
		B: float32(1 - o.beta2), Epsilon: float32(o.epsilon)}, true
}
