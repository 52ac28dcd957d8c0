package fit

import (
	"fmt"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Epoch is the order and the dropout of one epoch, on the device where programs read them.
type Epoch struct {
	items  int
	images []int32
	keep   [][]uint8
	order  *tensors.Tensor
	drops  []*tensors.Tensor
}

// NewEpoch uploads the order of the images and, for each active dropout layer in table order, which values are kept
// (1) or dropped (0): [items·features].
func (t *Trainer) NewEpoch(order []int32, keep [][]uint8) *Epoch {
	e := &Epoch{items: len(order), images: order, keep: keep}
	if t.dense != nil {
		return e
	}
	e.order = tensors.FromFlatDataAndDimensions(order, len(order))
	for i, k := range keep {
		e.drops = append(e.drops, tensors.FromFlatDataAndDimensions(k, len(order), t.drops[i].Output[0]))
	}
	return e
}

// Close frees what lies on the device.
func (e *Epoch) Close() {
	if e.order == nil {
		return
	}
	for _, x := range append(e.drops, e.order) {
		x.FinalizeAll()
	}
}

// Batches is the number of batches of an epoch, a last smaller one included.
func (t *Trainer) Batches(e *Epoch) int { return (e.items + t.batch - 1) / t.batch }

// Train runs the batches from…to (not included) of an epoch and returns the sum of their items' losses and the number
// of items that were classified correctly, both as seen during training.
func (t *Trainer) Train(e *Epoch, from, to int) (loss, correct float64, err error) {
	if t.dense != nil {
		loss, correct = t.dense.train(t, e, from, to)
		return loss, correct, nil
	}
	full := e.items / t.batch // whole batches
	for stride := 1; from < to; from += stride {
		exec := t.full
		switch {
		case from >= full:
			exec, stride = t.last, 1
		case t.loops:
			stride = min(to, full) - from
		}
		var l, c float64
		switch {
		case t.stack != nil:
			l, c, err = t.stack.step(t, exec, e, from)
		case t.stream != nil:
			l, c, err = t.stream.step(t, exec, e, from)
		default:
			l, c, _, err = t.call(exec, e, from, from+stride, t.features)
		}
		if err != nil {
			return 0, 0, err
		}
		loss, correct = loss+l, correct+c
	}
	return loss, correct, nil
}

// images are those of a batch of an epoch.
func (t *Trainer) images(e *Epoch, batch int) []int32 {
	return e.images[batch*t.batch : min(len(e.images), (batch+1)*t.batch)]
}

// call runs batches from…to in one program on the given features. The rest are its outputs behind the state.
func (t *Trainer) call(exec *graph.Exec, e *Epoch, from, to int, features []*tensors.Tensor) (loss, correct float64, rest []*tensors.Tensor, err error) {
	in := inputs[any]{batch: int32(from), step: float32(t.steps), loss: float32(0), correct: float32(0), to: int32(to),
		order: e.order, drops: anys(e.drops), labels: t.labels, features: anys(features), constants: anys(t.constants)}
	if err := t.compileStep(exec, e, features); err != nil {
		return 0, 0, nil, err
	}
	own := t.headState()
	for _, i := range own {
		donated, err := graph.DonateTensorBuffer(t.state[i], t.backend.XLA, 0)
		if err != nil {
			return 0, 0, nil, err
		}
		in.state = append(in.state, donated)
	}
	out, err := exec.Call(in.list()...)
	if err != nil {
		return 0, 0, nil, fmt.Errorf("training step: %w", backend.Explain(err))
	}
	for k, i := range own {
		t.state[i] = out[2+k]
	}
	t.steps += to - from
	sums := [2]float64{}
	for i := range sums {
		v, err := tensors.CopyFlatData[float32](out[i])
		if err != nil { // of the step: a card tells when its results are read
			return 0, 0, nil, fmt.Errorf("training step: %w", backend.Explain(err))
		}
		sums[i] = float64(v[0])
		out[i].FinalizeAll()
	}
	return sums[0], sums[1], out[2+len(own):], nil
}

// headState lists the places in the state of what the programs read and update.
func (t *Trainer) headState() []int {
	own := t.own(len(t.trained)-len(t.head), len(t.trained))
	for i := range t.headStatistics() {
		own = append(own, len(t.state)-len(t.statistics)+i)
	}
	return own
}

// headStatistics are the moving statistics that the programs read and update. A stack has its own, and heads have none.
func (t *Trainer) headStatistics() []network.Param {
	if t.stack != nil {
		return nil
	}
	return t.statistics
}

// compileStep compiles a training program.
func (t *Trainer) compileStep(exec *graph.Exec, e *Epoch, features []*tensors.Tensor) error {
	count, sum := shapes.Make(dtypes.Int32), shapes.Make(dtypes.Float32)
	in := inputs[shapes.Shape]{batch: count, step: sum, loss: sum, correct: sum, to: count, order: e.order.Shape(), labels: t.labels.Shape(),
		drops: shapesOf(e.drops), features: shapesOf(features), constants: shapesOf(t.constants)}
	for _, i := range t.headState() {
		in.state = append(in.state, t.state[i].Shape())
	}
	return t.compile(exec, in.list())
}

// compile compiles a program before its first use, apart from its work, to know how long that takes.
func (t *Trainer) compile(exec *graph.Exec, in []shapes.Shape) error {
	if t.compiled[exec] {
		return nil
	}
	start := time.Now()
	if _, err := exec.Compile(in...); err != nil {
		return fmt.Errorf("compile the training: %w", err)
	}
	t.compiled[exec] = true
	t.compileTime += time.Since(start)
	return nil
}

// CompileSeconds is the time that compiling steps and evaluation has taken so far.
func (t *Trainer) CompileSeconds() float64 { return t.compileTime.Seconds() }

func shapesOf(list []*tensors.Tensor) []shapes.Shape {
	out := make([]shapes.Shape, len(list))
	for i, x := range list {
		out[i] = x.Shape()
	}
	return out
}

func anys(list []*tensors.Tensor) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = x
	}
	return out
}
