package fit

import (
	"fmt"
	"slices"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// inputs are the arguments of a training program in order, as nodes or as tensors. The same list is the state of its
// loop: go-xla's loop bodies cannot read values from outside, and XLA does not copy what a loop only hands on.
type inputs[T any] struct {
	batch, step   T   // int32 batch of the epoch to run next, float32 steps done before it
	loss, correct T   // float32 sums over the items so far
	to            T   // int32 batch to stop before
	order         T   // int32 [items]: images in the order of the epoch
	rates         T   // float32 [batches]: learning rate of each step of the epoch
	drops         []T // uint8 [items, features] a dropout layer: 1 where a value is kept
	labels        T
	features      []T // of all images, or of the batch where kernels compute them or a stream brings them
	constants     []T
	state         []T
}

func (in inputs[T]) list() []T {
	all := []T{in.batch, in.step, in.loss, in.correct, in.to, in.order, in.rates}
	for _, more := range [][]T{in.drops, {in.labels}, in.features, in.constants, in.state} {
		all = append(all, more...)
	}
	return all
}

func unlist[T any](p *programs, all []T) inputs[T] {
	in := inputs[T]{batch: all[0], step: all[1], loss: all[2], correct: all[3], to: all[4], order: all[5],
		rates: all[6]}
	all = all[7:]
	take := func(n int) (got []T) {
		got, all = all[:n], all[n:]
		return got
	}
	in.drops, in.labels, in.features, in.constants = take(len(p.drops)), take(1)[0], take(len(p.reads)), take(len(p.fixed))
	in.state = all // apart: Go does not say whether the line above would read it before or after the calls
	return in
}

// program compiles to one XLA program: with full, the batches up to inputs.to of an epoch in a loop on the device, or
// one batch where the suffix has convolutions, which XLA:CPU runs many times slower inside a loop; else the last,
// smaller batch, which is a shape of its own. Outputs: summed loss, number of correct items, new state, and the
// gradient at the wanted layer.
func (p *programs) program(full bool) *graph.Exec {
	return graph.MustNewExec(p.backend.XLA, func(all []*graph.Node) []*graph.Node {
		results := func(in inputs[*graph.Node], below *graph.Node) []*graph.Node {
			out := append([]*graph.Node{in.loss, in.correct}, in.state...)
			if below != nil {
				out = append(out, below)
			}
			return out
		}
		in := unlist(p, all)
		if !full {
			items := in.order.Shape().Dimensions[0]
			return results(p.advance(in, items%p.batch))
		}
		if !p.loops {
			return results(p.advance(in, p.batch))
		}
		parameters := func(g *graph.Graph) inputs[*graph.Node] {
			out := make([]*graph.Node, len(all))
			for i, x := range all {
				out[i] = graph.Parameter(g, fmt.Sprintf("loop%d", i), x.Shape())
			}
			return unlist(p, out)
		}
		g := in.order.Graph()
		condition := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
			in := parameters(g)
			return []*graph.Node{graph.LessThan(in.batch, in.to)}
		})
		body := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
			next, _ := p.advance(parameters(g), p.batch)
			return next.list()
		})
		return results(unlist(p, graph.While(condition, body, all...)), nil)
	})
}

// advance builds one training step on the size items of batch in.batch and returns the inputs of the next one and
// the gradient of the loss at the wanted layer.
func (p *programs) advance(in inputs[*graph.Node], size int) (inputs[*graph.Node], *graph.Node) {
	g := in.order.Graph()
	start := graph.MulScalar(in.batch, p.batch)
	index := graph.Reshape(graph.DynamicSlice(in.order, []*graph.Node{start}, []int{size}), size, 1)
	pass := &network.Pass{Model: p.Model, Params: p.params(in.constants, in.state), Mask: p.Mask, Training: true,
		FixedNorms: p.Config.FreezeBatchNorm,
		Drop: func(l *network.Layer) *graph.Node {
			kept := in.drops[slices.Index(p.drops, l)]
			kept = graph.DynamicSlice(kept, []*graph.Node{start, graph.Scalar(g, dtypes.Int32, 0)}, []int{size, l.Output[0]})
			return graph.MulScalar(graph.ConvertDType(kept, dtypes.Float32), 1/(1-l.Rate))
		}}
	logits := pass.Forward(p.values(in.features, index), p.Model.Output().Name)[0]
	losses, hits, dlogits := p.Loss.Of(logits, graph.Gather(in.labels, index))
	pass.Wanted = p.wanted
	gradients := pass.Backward(dlogits)

	next := in
	next.batch, next.step = graph.AddScalar(in.batch, 1), graph.AddScalar(in.step, 1)
	next.loss, next.correct = graph.Add(in.loss, graph.ReduceAllSum(losses)), graph.Add(in.correct,
		graph.ReduceAllSum(hits))
	ordered := make([]*graph.Node, len(p.trained))
	for i, q := range p.trained {
		ordered[i] = gradients[q.Name]
	}
	rate := graph.Reshape(graph.DynamicSlice(in.rates, []*graph.Node{in.batch}, []int{1}))
	next.state = p.Rule.Apply(next.step, rate, p.factorsOf(p.trained), ordered,
		in.state[:len(in.state)-len(p.statistics)])
	for _, q := range p.statistics {
		next.state = append(next.state, pass.Statistics[q.Name])
	}
	return next, gradients[pass.Wanted]
}

// values are those of some images, by the layers that they are of.
func (p *programs) values(given []*graph.Node, index *graph.Node) map[string]*graph.Node {
	m := map[string]*graph.Node{}
	for i, name := range p.reads {
		if m[name] = given[i]; p.gathers {
			m[name] = graph.Gather(given[i], index)
		}
	}
	return m
}

// params names the weights of the suffix.
func (p *programs) params(constants, state []*graph.Node) map[string]*graph.Node {
	m := map[string]*graph.Node{}
	for i, q := range p.fixed {
		m[q.Name] = constants[i]
	}
	for i, q := range p.trained {
		m[q.Name] = state[i]
	}
	for i, q := range p.statistics {
		m[q.Name] = state[len(state)-len(p.statistics)+i]
	}
	return m
}
