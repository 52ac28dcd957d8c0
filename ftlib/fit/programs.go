package fit

import (
	"fmt"
	"slices"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// programs are the XLA programs of a suffix, or of what is above the kernels in it, with the state that they train.
type programs struct {
	*suffix
	trained, statistics, fixed []network.Param // theirs, of the suffix's
	reads                      []string        // layers whose values they are given
	gathers                    bool            // those of all images, out of which they take a batch themselves
	wanted                     string          // layer at which they return the gradient of the loss; "" for none
	loops                      bool            // all batches of an epoch run in one call
	capacity                   int             // images of an evaluation

	held       []*tensors.Tensor // trained weights, then the slots of each, then statistics
	constants  []*tensors.Tensor // fixed
	labels     *tensors.Tensor   // int32 [images]
	full, last *graph.Exec       // steps on whole batches and on a last, smaller one
	evaluation *graph.Exec
	compiled   map[*graph.Exec]bool
	lost       error // why there is no state any more
}

// open uploads what never changes and builds the programs.
func (p *programs) open(weights map[string][]float32) error {
	p.compiled = map[*graph.Exec]bool{}
	var err error
	if p.constants, err = p.uploadAll(p.fixed, weights); err != nil {
		return err
	}
	classes := make([]int32, len(p.classes))
	for i, c := range p.classes {
		classes[i] = int32(c)
	}
	p.labels = tensors.FromFlatDataAndDimensions(classes, len(classes))
	p.full, p.last, p.evaluation = p.program(true), p.program(false), p.evaluationProgram()
	return nil
}

func (p *programs) begin(e *Epoch) {
	e.order = tensors.FromFlatDataAndDimensions(e.images, len(e.images))
	for i, k := range e.keep {
		e.drops = append(e.drops, tensors.FromFlatDataAndDimensions(k, len(e.images), p.drops[i].Output[0]))
	}
}

// step runs batches from…to in one program on the given values. The gradient is that at the wanted layer. The state is
// handed over to the program: where that fails, it is lost.
func (p *programs) step(e *Epoch, from, to int, values []*tensors.Tensor) (loss, correct float64,
	gradient *tensors.Tensor, err error) {
	if p.lost != nil {
		return 0, 0, nil, fmt.Errorf("the weights were lost: %w", p.lost)
	}
	exec := p.full
	if from >= len(e.images)/p.batch {
		exec = p.last
	}
	if err := p.compileStep(exec, e, values); err != nil {
		return 0, 0, nil, err
	}
	defer func() { p.lost = err }()
	in := inputs[any]{batch: int32(from), step: float32(p.steps), loss: float32(0), correct: float32(0), to: int32(to),
		order: e.order, rates: e.rates, drops: anys(e.drops), labels: p.labels,
		features: anys(values), constants: anys(p.constants)}
	if in.state, err = p.donate(p.held); err != nil {
		return 0, 0, nil, err
	}
	out, err := exec.Call(in.list()...)
	if err != nil {
		return 0, 0, nil, fmt.Errorf("training step: %w", backend.Explain(err))
	}
	copy(p.held, out[2:])
	p.steps += to - from
	if rest := out[2+len(p.held):]; len(rest) > 0 {
		gradient = rest[0]
	}
	sums := [2]float64{}
	for i := range sums {
		v, err := tensors.CopyFlatData[float32](out[i])
		if err != nil { // of the step: a GPU tells when its results are read
			return 0, 0, nil, fmt.Errorf("training step: %w", backend.Explain(err))
		}
		sums[i] = float64(v[0])
		out[i].FinalizeAll()
	}
	return sums[0], sums[1], gradient, nil
}

// compileStep compiles a training program.
func (p *programs) compileStep(exec *graph.Exec, e *Epoch, values []*tensors.Tensor) error {
	count, sum := shapes.Make(dtypes.Int32), shapes.Make(dtypes.Float32)
	in := inputs[shapes.Shape]{batch: count, step: sum, loss: sum, correct: sum, to: count, order: e.order.Shape(),
		rates: shapes.Make(dtypes.Float32, len(e.rates)), labels: p.labels.Shape(),
		drops: shapesOf(e.drops), features: shapesOf(values), constants: shapesOf(p.constants), state: shapesOf(p.held)}
	return p.compile(exec, in.list())
}

// compile compiles a program before its first use, apart from its work, to know how long that takes.
func (p *programs) compile(exec *graph.Exec, in []shapes.Shape) error {
	if p.compiled[exec] {
		return nil
	}
	start := time.Now()
	if _, err := exec.Compile(in...); err != nil {
		return fmt.Errorf("compile the training: %w", err)
	}
	p.compiled[exec] = true
	p.compileTime += time.Since(start)
	return nil
}

func (p *programs) whole() bool { return p.loops }

func (p *programs) evaluated() int { return p.capacity }

func (p *programs) state() (map[string][]float32, error) {
	if p.lost != nil {
		return nil, fmt.Errorf("the weights were lost: %w", p.lost)
	}
	return p.download(slices.Concat(p.withSlots(p.trained), p.statistics), p.held)
}

func (p *programs) setState(values map[string][]float32) error {
	state, err := p.uploadAll(slices.Concat(p.withSlots(p.trained), p.statistics), values)
	if err != nil {
		return err
	}
	free(p.held)
	p.held, p.lost = state, nil
	return nil
}

func (p *programs) close() {
	for _, e := range []*graph.Exec{p.full, p.last, p.evaluation} {
		if e != nil {
			e.Finalize()
		}
	}
	free(p.held)
	free(p.constants)
	if p.labels != nil {
		p.labels.FinalizeAll()
	}
}

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
