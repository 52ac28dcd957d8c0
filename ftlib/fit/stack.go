package fit

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/frozen"
	"github.com/finetune-go/ft/ftlib/kernels"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/optimizer"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// stack is the lower part of a tail on the CPU when it is a chain of 3x3 convolutions, as VGG16's is: the Winograd
// kernels run it forward and backward, XLA runs the head above it and the optimizer.
type stack struct {
	*kernels.Stack
	features *frozen.Features
	layers   []*network.Layer // its convolutions
	top      string           // the max-pooling that ends it: what the head reads
	trained  []network.Param  // its trained weights
	at       []place          // of each of them in the stack
	update   *graph.Exec
}

// place is a weight of a convolution: which one, and whether it is the bias.
type place struct {
	layer int
	bias  bool
}

// newStack returns the stack of a tail, or nil where the tail begins otherwise.
func newStack(m *network.Model, mask network.Mask, cut network.Cut, batch int, f *frozen.Features) (*stack, error) {
	s := &stack{features: f}
	var specs []kernels.Layer
	side := 0
	if len(cut.Boundary) != 1 {
		return nil, nil
	}
	first := m.Index(cut.Boundary[0]) + 1
	for i := first; i < len(m.Layers); i++ {
		l := &m.Layers[i]
		in := m.Layer(l.Inputs[0])
		last := len(specs) - 1
		switch {
		case len(l.Inputs) != 1 || l.Inputs[0] != m.Layers[i-1].Name:
			return nil, nil
		case l.Kind == network.Conv && l.Kernel == 3 && l.Stride == 1 && l.Same && l.Activation == "relu" && kernels.Fits(l.Units) && kernels.Fits(in.Output[2]):
			side = l.Output[0]
			specs = append(specs, kernels.Layer{Height: side, Width: side, In: in.Output[2], Out: l.Units, Trained: mask[i]})
			s.layers = append(s.layers, l)
			continue
		case l.Kind == network.MaxPool && l.Kernel == 2 && l.Stride == 2 && last >= 0 && !specs[last].Pool:
			specs[last].Pool = true
			s.top = l.Name
			continue
		case last < 0 || !specs[last].Pool:
			return nil, nil
		}
		break
	}
	for i, l := range s.layers {
		if specs[i].Trained {
			for _, p := range l.Params {
				s.trained, s.at = append(s.trained, p), append(s.at, place{i, len(p.Shape) == 1})
			}
		}
	}
	var err error
	s.Stack, err = kernels.NewStack(specs, batch)
	return s, err
}

// has says whether a layer belongs to the stack.
func (s *stack) has(name string) bool {
	for _, l := range s.layers {
		if l.Name == name {
			return true
		}
	}
	return false
}

// load gives the convolutions their weights, by parameter name.
func (s *stack) load(weights map[string][]float32) {
	for i, l := range s.layers {
		s.Set(i, weights[l.Name+"/kernel"], weights[l.Name+"/bias"])
	}
}

// forward runs some images up to the head: the features of the head, room images long, of which the first are set.
func (s *stack) forward(t *Trainer, images []int32, room int) (*tensors.Tensor, error) {
	size := len(s.features.Data[0]) / s.features.Rows
	rows := make([][]float32, len(images))
	for i, image := range images {
		rows[i] = s.features.Data[0][int(image)*size:][:size]
	}
	out := s.Forward(rows)
	shape := append([]int{room}, t.model.Layer(s.top).Output...)
	if missing := shapes.Make(dtypes.Float32, shape...).Size() - len(out); missing > 0 {
		out = append(out, make([]float32, missing)...)
	}
	return t.upload(out, shape)
}

// updates compiles to: number of steps before, gradients, weights, slots → weights, slots.
func (s *stack) updates(t *Trainer) *graph.Exec {
	return graph.MustNewExec(t.backend.Backend, func(in []*graph.Node) []*graph.Node {
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
	images := e.images[batch*t.batch : min(len(e.images), (batch+1)*t.batch)]
	features, err := s.forward(t, images, len(images))
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
	s.Backward(gradient, len(images))
	return loss, correct, s.learn(t, steps)
}

// learn applies the gradients of the last backward pass.
func (s *stack) learn(t *Trainer, steps int) error {
	in := []any{float32(steps)}
	for i, p := range s.trained {
		kernel, bias := s.Gradient(s.at[i].layer)
		g := kernel
		if s.at[i].bias {
			g = bias
		}
		x, err := t.upload(g, p.Shape)
		if err != nil {
			return err
		}
		defer x.FinalizeAll()
		in = append(in, x)
	}
	own := t.own(0, len(s.trained))
	for _, i := range own {
		donated, err := graph.DonateTensorBuffer(t.state[i], t.backend.Backend, 0)
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
	return s.reload(t)
}

// reload takes the trained weights from the device.
func (s *stack) reload(t *Trainer) error {
	for i := 0; i < len(s.trained); i += 2 { // kernel and bias of a layer follow each other
		kernel, err := tensors.CopyFlatData[float32](t.state[i])
		if err != nil {
			return err
		}
		bias, err := tensors.CopyFlatData[float32](t.state[i+1])
		if err != nil {
			return err
		}
		s.Set(s.at[i].layer, kernel, bias)
	}
	return nil
}
