package fit

import (
	"fmt"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/optimizer"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Trainer holds one training on the device. It is not safe for concurrent use.
type Trainer struct {
	backend  *backend.Backend
	model    *network.Model
	mask     network.Mask
	rule     optimizer.Rule
	batch    int
	drops    []*network.Layer // active dropout layers
	boundary []string         // what the programs read
	stack    *stack           // what the kernels run below the programs, or nil
	dense    *dense           // the whole tail on the kernels, or nil; it has its own state and needs no programs
	stream   *stream          // features that do not fit onto the device, or nil

	trained, statistics, fixed []network.Param   // weights of the tail: updated, moved, never changed
	head                       []network.Param   // the trained ones above the stack
	state                      []*tensors.Tensor // trained, then the slots of each, then statistics
	constants                  []*tensors.Tensor // fixed
	features                   []*tensors.Tensor // a boundary layer each, [images, …]
	labels                     *tensors.Tensor   // int32 [images]
	steps                      int               // done so far
	full, last, evaluate       *graph.Exec
	evalBatch                  int
	loops                      bool // whole epochs run in one call
	compiled                   map[*graph.Exec]bool
	compileTime                time.Duration
}

// NewTrainer puts features, labels (class of each image) and weights (by parameter name; those of the tail are needed)
// on the device. It takes the features over: they are closed by the trainer, or at once when there is an error.
func NewTrainer(b *backend.Backend, m *network.Model, mask network.Mask, rule optimizer.Rule, batch int, f *frozen.Features, labels []int, weights map[string][]float32) (t *Trainer, err error) {
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	batch = min(batch, f.Rows) // for which there is room in memory
	t = &Trainer{backend: b, model: m, mask: mask, rule: rule, batch: batch, boundary: f.Layers, compiled: map[*graph.Exec]bool{}}
	cut := m.Cut(mask)
	if b.Device == "xla:cpu" {
		if t.stack, err = newStack(m, mask, cut, batch, f); err != nil {
			return nil, err
		}
		t.dense = newDense(m, mask, cut, batch, f, labels)
	}
	if t.stack == nil && t.dense == nil {
		t.stream = newStream(b, f)
	}
	t.loops = t.stack == nil && t.stream == nil
	for i := range m.Layers {
		l := &m.Layers[i]
		if !cut.Tail[i] {
			continue
		}
		if l.Kind == network.Dropout && l.Rate > 0 {
			t.drops = append(t.drops, l)
		}
		t.loops = t.loops && (l.Kind != network.Conv || b.Device == "xla:cuda")
		for _, p := range l.Params {
			switch {
			case !mask[i] && t.stack != nil && t.stack.has(l.Name):
			case !mask[i]:
				t.fixed = append(t.fixed, p)
			case p.Statistic:
				t.statistics = append(t.statistics, p)
			default:
				t.trained = append(t.trained, p)
			}
		}
	}
	if len(t.trained) == 0 {
		return nil, fmt.Errorf("nothing to train: no layer with weights is marked as trainable")
	}
	values := map[string][]float32{}
	for _, p := range t.trained {
		values[p.Name] = weights[p.Name]
		for _, s := range rule.Slots() {
			values[slotName(p, s)] = make([]float32, p.Size())
		}
	}
	for _, p := range t.statistics {
		values[p.Name] = weights[p.Name]
	}
	if t.stack != nil {
		t.stack.give(func(name string) []float32 { return weights[name] })
		t.head = t.trained[len(t.stack.trained):]
	} else {
		t.head = t.trained
	}
	if err := t.SetState(values, 0); err != nil {
		return nil, err
	}
	if t.dense != nil {
		t.evalBatch = evaluatedVectors
		return t, nil
	}
	for _, p := range t.fixed {
		x, err := t.upload(weights[p.Name], p.Shape)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		t.constants = append(t.constants, x)
	}
	if t.stack == nil && t.stream == nil {
		for i, data := range f.Data {
			x, err := t.upload(data, append([]int{f.Rows}, f.Shapes[i]...))
			if err != nil {
				return nil, err
			}
			t.features = append(t.features, x)
		}
		f.Close()
	}
	classes := make([]int32, len(labels))
	for i, c := range labels {
		classes[i] = int32(c)
	}
	t.labels = tensors.FromFlatDataAndDimensions(classes, len(classes))
	// Features that are vectors are cheap to evaluate in large batches; images want a bounded amount of memory.
	t.evalBatch = 54
	if len(f.Shapes[0]) == 1 {
		t.evalBatch = evaluatedVectors
	}
	if t.stack != nil {
		t.boundary, t.evalBatch = []string{t.stack.top}, batch
		t.stack.update = t.stack.updates(t)
	}
	t.full, t.last, t.evaluate = t.program(true), t.program(false), t.evaluation()
	return t, nil
}

// evaluatedVectors are the images that are evaluated together where features are vectors.
const evaluatedVectors = 162

// upload makes a device tensor of host values without another copy in between.
func (t *Trainer) upload(values []float32, shape []int) (*tensors.Tensor, error) {
	s := shapes.Make(dtypes.Float32, shape...)
	if s.Size() != len(values) {
		return nil, fmt.Errorf("%d values for shape %v", len(values), shape)
	}
	x, err := tensors.FromRaw(t.backend.XLA, 0, s, mapped.Bytes(values))
	return x, backend.Explain(err)
}

// stateParams lists the tensors of the state in order: weights, their optimizer slots, moving statistics.
func (t *Trainer) stateParams() []network.Param {
	all := append([]network.Param{}, t.trained...)
	for _, p := range t.trained {
		for _, s := range t.rule.Slots() {
			all = append(all, network.Param{Name: slotName(p, s), Shape: p.Shape})
		}
	}
	return append(all, t.statistics...)
}

func slotName(p network.Param, slot string) string { return "optimizer/" + p.Name + "/" + slot }

// State copies weights, optimizer slots ("optimizer/<parameter>/<slot>") and moving statistics to the host.
func (t *Trainer) State() (map[string][]float32, error) {
	if t.dense != nil {
		return t.dense.state(t), nil
	}
	out := map[string][]float32{}
	for i, p := range t.stateParams() {
		v, err := tensors.CopyFlatData[float32](t.state[i])
		if err != nil {
			return nil, err
		}
		out[p.Name] = v
	}
	return out, nil
}

// SetState replaces the state by values of the host; steps is the number of steps that led to it.
func (t *Trainer) SetState(values map[string][]float32, steps int) error {
	for _, p := range t.stateParams() {
		if n := len(values[p.Name]); n != p.Size() {
			return fmt.Errorf("%s: %d values for shape %v", p.Name, n, p.Shape)
		}
	}
	if t.dense != nil {
		t.dense.setState(t, values)
		t.steps = steps
		return nil
	}
	var state []*tensors.Tensor
	for _, p := range t.stateParams() {
		x, err := t.upload(values[p.Name], p.Shape)
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		state = append(state, x)
	}
	for _, x := range t.state {
		x.FinalizeAll()
	}
	t.state, t.steps = state, steps
	if t.stack != nil {
		if err := t.stack.reload(t, t.stack.trained, state); err != nil {
			return err
		}
		return t.stack.reload(t, t.stack.statistics, state[len(state)-len(t.stack.statistics):])
	}
	return nil
}

// own lists the places in the state of the trained weights from…to (not included), then of the slots of each.
func (t *Trainer) own(from, to int) (at []int) {
	for i := from; i < to; i++ {
		at = append(at, i)
	}
	slots := len(t.rule.Slots())
	for i := from * slots; i < to*slots; i++ {
		at = append(at, len(t.trained)+i)
	}
	return at
}

// Weights copies the trained weights and moving statistics of the tail to the host.
func (t *Trainer) Weights() (map[string][]float32, error) {
	all, err := t.State()
	if err != nil {
		return nil, err
	}
	out := map[string][]float32{}
	for _, p := range append(append([]network.Param{}, t.trained...), t.statistics...) {
		out[p.Name] = all[p.Name]
	}
	return out, nil
}

// Close frees what lies on the device.
func (t *Trainer) Close() {
	for _, e := range []*graph.Exec{t.full, t.last, t.evaluate} {
		if e != nil {
			e.Finalize()
		}
	}
	for _, list := range [][]*tensors.Tensor{t.state, t.constants, t.features} {
		for _, x := range list {
			x.FinalizeAll()
		}
	}
	if t.labels != nil {
		t.labels.FinalizeAll()
	}
	if t.stack != nil {
		t.stack.update.Finalize()
		t.stack.features.Close()
	}
	if t.dense != nil {
		t.dense.features.Close()
	}
	if t.stream != nil {
		t.stream.features.Close()
	}
}
