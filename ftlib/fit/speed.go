package fit

import (
	"context"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/frozen"
)

// Speed is how long the parts of a training take, in seconds.
type Speed struct {
	Compile float64 `json:"compile"` // the steps
	Step    float64 `json:"step"`    // one batch
	Image   float64 `json:"image"`   // evaluating one image
	Prefix  Prefix  `json:"prefix"`
}

// Prefix is how long a frozen prefix takes, in seconds.
type Prefix struct {
	Compile float64 `json:"compile"`
	Image   float64 `json:"image"`
}

// Epoch is the time of an epoch on that many images, with the evaluation of others.
func (s Speed) Epoch(train, test, batch int) float64 {
	return s.Step*float64((train+batch-1)/batch) + s.Image*float64(test)
}

// MeasureSpeed times a few steps, an evaluation and a batch of the prefix of a setup on its real shapes.
// Random weights and features serve as well as the real ones, so nothing is fetched.
func MeasureSpeed(ctx context.Context, b *backend.Backend, setup *Setup) (s Speed, err error) {
	m := setup.Model
	set := randomBase(m, 1)
	if s.Prefix.Compile, s.Prefix.Image, err = frozen.Speed(ctx, b, m, setup.Cut, set); err != nil {
		return s, err
	}
	n := measuredBatches * setup.Config.Batch
	t, err := NewTrainer(b, setup, frozen.MadeUp(m, setup.Cut, n), make([]int, n), InitialWeights(m, set, 1))
	if err != nil {
		return s, err
	}
	defer t.Close()
	err = t.speed(ctx, &s)
	return s, err
}

// measuredBatches make the short epoch that is timed.
const measuredBatches = 4

// speed times the second epoch of two short ones; the first one compiles.
func (t *Trainer) speed(ctx context.Context, s *Speed) error {
	c := t.Config
	images := make([]int, measuredBatches*c.Batch)
	for i := range images {
		images[i] = i
	}
	for epoch := 1; epoch <= 2; epoch++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		e := t.Shuffled(images, c.Seeds, epoch)
		start, n := time.Now(), t.Batches(e)
		if !t.engine.whole() {
			n = epoch // slow steps: one to compile, two to time
		}
		_, _, err := t.Train(e, 0, n)
		e.Close()
		if err != nil {
			return err
		}
		trained := time.Now()
		some := images[:min(len(images), t.EvaluationBatch())]
		if _, err := t.Evaluate(some); err != nil {
			return err
		}
		s.Step = trained.Sub(start).Seconds() / float64(n)
		s.Image = time.Since(trained).Seconds() / float64(len(some))
	}
	s.Compile = 2 * t.CompileSeconds() // the last, smaller batch is compiled apart
	return nil
}
