// Package optimizer holds update rules exactly as Keras computes them.
//
// A [Rule] updates weights, as a function of graph nodes, for a training loop that holds the state itself. Defaults of
// the constants are those of run.Config.
package optimizer

import (
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/gomlx/gomlx/core/graph"
)

// Node is a value of the XLA graph under construction.
type Node = graph.Node

// Rule is an update rule with its constants, and what is done to gradients and weights before it.
type Rule struct {
	method
	rate, weightDecay, clipNorm, globalClipNorm float64
}

// method is an update rule alone.
type method interface {
	slots() []string
	update(step, rate, weight, gradient *Node, slots []*Node) (newWeight *Node, newSlots []*Node)
	// kernel is the same for the kernels of the CPU, in one step, counted from 1; false where they do not know it.
	kernel(step int, rate float64) (kernels.Rule, bool)
}

// Rate is the learning rate where no schedule sets another.
func (r *Rule) Rate() float64 { return r.rate }

// Slots names the tensors that the rule keeps beside each weight, of the weight's shape and zero at first.
func (r *Rule) Slots() []string { return r.slots() }

// NeedsAllGradients says whether a step needs the gradients of all weights before the first one is updated.
func (r *Rule) NeedsAllGradients() bool { return r.globalClipNorm > 0 }

// Update returns the new value of one weight and of its slots at the rule's own rate. step counts from 1, a float32
// scalar.
func (r *Rule) Update(step, weight, gradient *Node, slots []*Node) (newWeight *Node, newSlots []*Node) {
	return r.one(step, graph.Scalar(weight.Graph(), weight.DType(), r.rate), weight, gradient, slots)
}

// Apply updates weights by their gradients at a rate, a float32 scalar, times the factor of each; nil are all 1. State
// and result: the weights, then the slots of each.
func (r *Rule) Apply(step, rate *Node, factors []float64, gradients, state []*Node) []*Node {
	next, slots := make([]*Node, len(state)), len(r.slots())
	if r.globalClipNorm > 0 {
		gradients = clipByGlobalNorm(gradients, r.globalClipNorm)
	}
	for i, g := range gradients {
		first := len(gradients) + i*slots
		own := rate
		if factors != nil && factors[i] != 1 {
			own = graph.MulScalar(rate, factors[i])
		}
		weight, kept := r.one(step, own, state[i], g, state[first:first+slots])
		next[i] = weight
		copy(next[first:], kept)
	}
	return next
}

// Kernel is the same update for the kernels of the CPU, in one step, counted from 1. It is false where they do not know
// the rule: they make no gradient as a whole, whose norm could be taken.
func (r *Rule) Kernel(step int, rate float64) (kernels.Rule, bool) {
	k, known := r.kernel(step, rate)
	k.Decay = float32(r.weightDecay * rate)
	return k, known && r.clipNorm == 0 && r.globalClipNorm == 0
}

func (r *Rule) one(step, rate, weight, gradient *Node, slots []*Node) (*Node, []*Node) {
	if r.clipNorm > 0 {
		gradient = clipByNorm(gradient, r.clipNorm)
	}
	if r.weightDecay > 0 {
		weight = graph.Sub(weight, graph.Mul(weight, graph.MulScalar(rate, r.weightDecay)))
	}
	return r.update(step, rate, weight, gradient, slots)
}

// clipByNorm scales a gradient down to a norm, where its own is greater.
func clipByNorm(gradient *Node, norm float64) *Node {
	length := graph.Sqrt(graph.ReduceAllSum(graph.Square(gradient)))
	return graph.Div(graph.MulScalar(gradient, norm), graph.MaxScalar(length, norm))
}

// clipByGlobalNorm scales all gradients by one factor, so that their norm as one vector is at most norm.
func clipByGlobalNorm(gradients []*Node, norm float64) []*Node {
	sum := graph.ReduceAllSum(graph.Square(gradients[0]))
	for _, g := range gradients[1:] {
		sum = graph.Add(sum, graph.ReduceAllSum(graph.Square(g)))
	}
	factor := graph.Div(graph.Scalar(sum.Graph(), sum.DType(), norm), graph.MaxScalar(graph.Sqrt(sum), norm))
	out := make([]*Node, len(gradients))
	for i, g := range gradients {
		out[i] = graph.Mul(g, factor)
	}
	return out
}
