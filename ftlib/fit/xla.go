package fit

import (
	"github.com/finetune-go/ft/ftlib/network"
)

// xlaEngine trains the whole suffix by XLA programs, on the features that a source brings.
type xlaEngine struct {
	programs
	source source
}

// evaluatedVectors are the images that are evaluated together where features are vectors, which is cheap; images of
// features want a bounded amount of memory.
const (
	evaluatedVectors = 162
	evaluatedImages  = 54
)

func newXLAEngine(t *suffix, weights map[string][]float32) (engine, error) {
	s, err := newSource(t)
	if err != nil {
		return nil, err
	}
	x := &xlaEngine{source: s, programs: programs{suffix: t, trained: t.trained, statistics: t.statistics, fixed: t.fixed,
		reads: t.features.Layers, gathers: s.resident(), loops: s.resident(), capacity: evaluatedImages}}
	if len(t.features.Shapes[0]) == 1 {
		x.capacity = evaluatedVectors
	}
	for i, l := range t.Model.Layers { // XLA:CPU runs convolutions many times slower inside a loop
		x.loops = x.loops && (!t.Cut.Suffix[i] || l.Kind != network.Conv || t.backend.Device == "xla:cuda")
	}
	if err := x.open(weights); err != nil {
		x.close()
		return nil, err
	}
	return x, nil
}

func (x *xlaEngine) train(e *Epoch, from, to int) (loss, correct float64, err error) {
	full := len(e.images) / x.batch // whole batches
	for stride := 1; from < to; from += stride {
		stride = 1
		if x.loops && from < full {
			stride = min(to, full) - from
		}
		images := x.items(e, from)
		values, release, err := x.source.values(images, len(images))
		if err != nil {
			return 0, 0, err
		}
		l, c, _, err := x.step(e, from, from+stride, values)
		release()
		if err != nil {
			return 0, 0, err
		}
		loss, correct = loss+l, correct+c
	}
	return loss, correct, nil
}

func (x *xlaEngine) evaluate(images []int) (all []Evaluation, err error) {
	err = inBatches(images, x.capacity, func(batch []int32) error {
		values, release, err := x.source.values(batch, x.capacity)
		if err != nil {
			return err
		}
		defer release()
		some, err := x.evaluateOn(batch, values)
		all = append(all, some...)
		return err
	})
	return all, err
}

func (x *xlaEngine) close() {
	x.programs.close()
	x.source.close()
}
