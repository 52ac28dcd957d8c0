package bench

import (
	"context"
	"fmt"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Overhead sets the step of a head-only row beside what it must at least do, in milliseconds: its matrix products alone
// and the optimizer's update alone on weights of the same shapes, both through XLA, many in one program's loop. Beyond
// is the step less the products, Rest is less the update too: gathering the batch, activations, dropout, the loss and
// what an epoch's shuffling costs. It is negative where a step makes products and update in one pass over the weights.
type Overhead struct {
	Step     float64 `json:"step_ms"`
	Products float64 `json:"products_ms"`
	Update   float64 `json:"update_ms"`
	Beyond   float64 `json:"beyond_products_ms"`
	Rest     float64 `json:"rest_ms"`
}

// overhead measures a head-only training whose step takes the given seconds.
func overhead(ctx context.Context, b *backend.Backend, t *training, step float64) (*Overhead, error) {
	products, err := loopTime(ctx, b, t.productShapes(), 0, products)
	if err != nil {
		return nil, err
	}
	slots := len(t.Rule.Slots())
	update, err := loopTime(ctx, b, t.updateShapes(), 0.01, func(step *graph.Node, state []*graph.Node) []*graph.Node {
		var next []*graph.Node
		for ; len(state) > 0; state = state[slots+2:] {
			weight, kept := t.Rule.Update(step, state[0], state[1], state[2:slots+2])
			next = append(append(next, weight, state[1]), kept...)
		}
		return next
	})
	if err != nil {
		return nil, err
	}
	o := &Overhead{Step: 1000 * step, Products: 1000 * products, Update: 1000 * update}
	o.Beyond = o.Step - o.Products
	o.Rest = o.Beyond - o.Update
	return o, nil
}

// productShapes are, a dense layer of the suffix each, its input and its kernel.
func (t *training) productShapes() (all []shapes.Shape) {
	for _, l := range t.denseLayers() {
		kernel := l.Params[0].Shape
		all = append(all, shapes.Make(dtypes.Float32, t.Config.Batch, kernel[0]), shapes.Make(dtypes.Float32, kernel...))
	}
	return all
}

// updateShapes are, a trained tensor each, weight, gradient and slots.
func (t *training) updateShapes() (all []shapes.Shape) {
	for _, l := range t.denseLayers() {
		for _, p := range l.Params {
			for range 2 + len(t.Rule.Slots()) {
				all = append(all, shapes.Make(dtypes.Float32, p.Shape...))
			}
		}
	}
	return all
}

func (t *training) denseLayers() (all []network.Layer) {
	for i, l := range t.Model.Layers {
		if t.Cut.Suffix[i] && l.Kind == network.Dense {
			all = append(all, l)
		}
	}
	return all
}

// products does the matrix work of one step. Each result is the input of the next step, so that none can be left out
// or taken out of the loop: the kernel's gradient as the kernel, the input's gradient as the input.
func products(_ *graph.Node, state []*graph.Node) []*graph.Node {
	next := make([]*graph.Node, len(state))
	for i := 0; i < len(state); i += 2 {
		x, kernel := state[i], state[i+1]
		y := graph.MatMul(x, kernel)
		next[i], next[i+1] = x, graph.DotGeneral(x, []int{0}, nil, y, []int{0}, nil)
		if i > 0 { // nothing below the first layer is trained
			next[i] = graph.DotGeneral(y, []int{1}, nil, kernel, []int{1}, nil)
		}
	}
	return next
}

// loopLength is the number of steps in one program: those of an epoch.
const loopLength = trainImages / 32

// loopTime measures one pass through the body of a loop, in seconds. All values of the state are first at the
// beginning. The body is given the number of the step, from 1, and the state, and returns the next state.
func loopTime(ctx context.Context, b *backend.Backend, state []shapes.Shape, first float32,
	body func(step *graph.Node, state []*graph.Node) []*graph.Node) (float64, error) {
	exec, err := graph.NewExec(b.XLA, func(in []*graph.Node) []*graph.Node {
		g := in[0].Graph()
		parameters := func(g *graph.Graph) []*graph.Node {
			out := make([]*graph.Node, len(in))
			for i, x := range in {
				out[i] = graph.Parameter(g, fmt.Sprintf("loop%d", i), x.Shape())
			}
			return out
		}
		condition := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
			return []*graph.Node{graph.LessThan(parameters(g)[0], graph.Scalar(g, dtypes.Float32, loopLength))}
		})
		once := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
			p := parameters(g)
			step := graph.AddScalar(p[0], 1)
			return append([]*graph.Node{step}, body(step, p[1:])...)
		})
		return graph.While(condition, once, in...)
	})
	if err != nil {
		return 0, err
	}
	defer exec.Finalize()
	var args []*tensors.Tensor
	for _, s := range state {
		values := make([]float32, s.Size())
		for i := range values {
			values[i] = first
		}
		args = append(args, tensors.FromFlatDataAndDimensions(values, s.Dimensions...))
	}
	defer func() {
		for _, x := range args {
			x.FinalizeAll()
		}
	}()
	pass := func() (float64, error) {
		in := []any{float32(0)}
		for _, x := range args { // given away, as a training's state is: else the loop begins by copying it
			donated, err := graph.DonateTensorBuffer(x, b.XLA, 0)
			if err != nil {
				return 0, err
			}
			in = append(in, donated)
		}
		start := time.Now()
		out, err := exec.Call(in...)
		if err != nil {
			return 0, err
		}
		seconds := time.Since(start).Seconds() / loopLength
		out[0].FinalizeAll()
		args = out[1:]
		return seconds, nil
	}
	if _, err := pass(); err != nil { // compiles
		return 0, err
	}
	return best(ctx, pass)
}
