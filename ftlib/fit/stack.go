package fit

import (
	"fmt"
	"slices"

	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/optimizer"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// chain is a run of layers of a tail that the CPU's kernels know, with the activations of one batch.
type chain interface {
	layers() []*network.Layer // those with weights, in table order
	// give hands over weights and moving statistics by parameter name; where values returns nil the old ones stay. What
	// it returns must not change before the next give.
	give(values func(name string) []float32)
	forward(images [][]float32, training bool) []float32 // what the head reads, [n, …]
	backward(gradient []float32, n int)
	gradient(name string) []float32  // of a trained parameter, after backward; the next one overwrites it
	statistic(name string) []float32 // a moving statistic as it is now
}

// stack is the lower part of a tail on the CPU: the kernels run it forward and backward, XLA runs the head above it and
// the optimizer.
type stack struct {
	chain
	features   *frozen.Features
	top        string          // layer that ends it: what the head reads
	trained    []network.Param // its trained weights
	statistics []network.Param // moving statistics of its trained norms
	update     *graph.Exec
}

// newStack returns the stack of a tail, or nil where the tail begins with something else.
func newStack(m *network.Model, mask network.Mask, cut network.Cut, batch int, f *frozen.Features) (*stack, error) {
	if len(cut.Boundary) != 1 {
		return nil, nil
	}
	s := &stack{features: f}
	for _, try := range []func(*network.Model, network.Mask, int, int) (chain, string, error){newConvolutions, newBottlenecks} {
		var err error
		if s.chain, s.top, err = try(m, mask, m.Index(cut.Boundary[0])+1, batch); err != nil {
			return nil, err
		}
		if s.chain != nil {
			break
		}
	}
	if s.chain == nil {
		return nil, nil
	}
	for _, l := range s.layers() {
		for _, p := range l.Params {
			switch {
			case !mask[m.Index(l.Name)]:
			case p.Statistic:
				s.statistics = append(s.statistics, p)
			default:
				s.trained = append(s.trained, p)
			}
		}
	}
	return s, nil
}

// has says whether a layer belongs to the stack.
func (s *stack) has(name string) bool {
	return slices.ContainsFunc(s.layers(), func(l *network.Layer) bool { return l.Name == name })
}

// run runs some images up to the head: the features of the head, room images long, of which the first are set.
func (s *stack) run(t *Trainer, images []int32, room int, training bool) (*tensors.Tensor, error) {
	size := len(s.features.Data[0]) / s.features.Rows
	rows := make([][]float32, len(images))
	for i, image := range images {
		rows[i] = s.features.Data[0][int(image)*size:][:size]
	}
	out := s.forward(rows, training)
	shape := append([]int{room}, t.model.Layer(s.top).Output...)
	if missing := shapes.Make(dtypes.Float32, shape...).Size() - len(out); missing > 0 {
		out = append(out, make([]float32, missing)...)
	}
	return t.upload(out, shape)
}

// updates compiles to: number of steps before, gradients, weights, slots → weights, slots.
func (s *stack) updates(t *Trainer) *graph.Exec {
	return graph.MustNewExec(t.backend.XLA, func(in []*graph.Node) []*graph.Node {
		return apply(t.rule, graph.AddScalar(in[0], 1), in[1:1+len(s.trained)], in[1+len(s.trained):])
	})
}

// apply updates weights by their gradients. State and result: the weights, then the slots of each.
func apply(rule optimizer.Rule, step *graph.Node, gradients, state []*graph.Node) []*graph.Node {
	next := make([]*graph.Node, len(state))
	slots := len(rule.Slots())
	for i, g := range gradients {
		first := len(gradients) + i*slots
		weight, kept := rule.Update(step, state[i], g, state[first:first+slots])
		next[i] = weight
		copy(next[first:], kept)
	}
	return next
}

// step trains on batch number batch of an epoch: stack forward, head forward and backward, stack backward, update.
func (s *stack) step(t *Trainer, head *graph.Exec, e *Epoch, batch int) (loss, correct float64, err error) {
	images := t.images(e, batch)
	features, err := s.run(t, images, len(images), true)
	if err != nil {
		return 0, 0, err
	}
	defer features.FinalizeAll()
	steps := t.steps
	loss, correct, rest, err := t.call(head, e, batch, batch+1, []*tensors.Tensor{features})
	if err != nil {
		return 0, 0, err
	}
	gradient, err := tensors.CopyFlatData[float32](rest[0])
	if err != nil {
		return 0, 0, err
	}
	rest[0].FinalizeAll()
	s.backward(gradient, len(images))
	return loss, correct, s.learn(t, steps)
}

// learn applies the gradients of the last backward pass and notes the moving statistics.
func (s *stack) learn(t *Trainer, steps int) error {
	in := []any{float32(steps)}
	for _, p := range s.trained {
		x, err := t.upload(s.gradient(p.Name), p.Shape)
		if err != nil {
			return err
		}
		defer x.FinalizeAll()
		in = append(in, x)
	}
	own := t.own(0, len(s.trained))
	for _, i := range own {
		donated, err := graph.DonateTensorBuffer(t.state[i], t.backend.XLA, 0)
		if err != nil {
			return err
		}
		in = append(in, donated)
	}
	out, err := s.update.Call(in...)
	if err != nil {
		return fmt.Errorf("update: %w", err)
	}
	for k, i := range own {
		t.state[i] = out[k]
	}
	first := len(t.state) - len(s.statistics)
	for i, p := range s.statistics {
		x, err := t.upload(s.statistic(p.Name), p.Shape)
		if err != nil {
			return err
		}
		t.state[first+i].FinalizeAll()
		t.state[first+i] = x
	}
	return s.reload(t, s.trained, t.state)
}

// reload takes parameters from the device, where they stay as they are until the next update.
func (s *stack) reload(t *Trainer, params []network.Param, state []*tensors.Tensor) error {
	values := map[string][]float32{}
	for i, p := range params {
		if err := tensors.ConstFlatData(state[i], func(flat []float32) { values[p.Name] = flat }); err != nil {
			return err
		}
	}
	s.give(func(name string) []float32 { return values[name] })
	return nil
}
