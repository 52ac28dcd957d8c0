package plan

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
	"github.com/finetune-go/ft/reproduction/paper"
)

// Estimate is what the trainings of a cut take on this machine, in seconds.
type Estimate struct {
	Prefix  float64 // computing the frozen prefix; 0 where the cache has it
	Compile float64 // before the first epoch of each training
	Epoch   float64 // one epoch with its evaluation
	Source  string  // "measured" or "11 runs"
}

// Speeds knows how fast this machine is.
type Speeds interface {
	// Measure times a step, an evaluation and a prefix of a configuration.
	Measure(context.Context, run.Config) (fit.Speed, error)
	// Known says whether the prefix of a configuration is in the cache, for that many images.
	Known(c run.Config, images int) bool
	// Here says whether a result was made on this machine.
	Here(*run.Result) bool
}

// Estimate finds out how long what is left will take: by the finished runs that were made on the same hardware, and
// where there are none by a measured step. Cuts without anything left to do are passed over.
func (p *Plan) Estimate(ctx context.Context, speeds Speeds, finished []*run.Run) error {
	for _, c := range p.Cuts {
		if !slices.ContainsFunc(c.Runs, func(r *Run) bool { return !r.Finished() }) {
			continue
		}
		n := images(c.Config)
		e := Estimate{}
		known := speeds.Known(c.Config, n)
		seconds, compile := c.recorded(speeds, finished)
		if len(seconds) > 0 {
			e.Epoch, e.Compile, e.Source = median(seconds), median(compile), fmt.Sprintf("%d runs", len(compile))
		}
		if len(seconds) == 0 || !known {
			s, err := speeds.Measure(ctx, c.Config)
			if err != nil {
				return fmt.Errorf("measure a step of %s, %s trainable: %w", c.Config.Model, c.Config.Trainable, err)
			}
			if len(seconds) == 0 {
				test := testImages(c.Config, n)
				e.Epoch, e.Compile, e.Source = s.Epoch(n-test, test, c.Config.Batch), s.Compile, "measured"
			}
			if !known {
				e.Prefix = s.Prefix.Compile + s.Prefix.Image*float64(n)
			}
		}
		c.Estimate = &e
	}
	return nil
}

// recorded are the seconds of every epoch, and of compiling, of the cut's finished runs on this machine.
func (c *Cut) recorded(speeds Speeds, finished []*run.Run) (epochs, compile []float64) {
	kind := kindOf(c.Config)
	for _, r := range finished {
		if r.Result != nil && len(r.EpochSeconds) > 0 && kindOf(r.Config) == kind && speeds.Here(r.Result) {
			epochs = append(epochs, r.EpochSeconds...)
			compile = append(compile, r.Result.Seconds.Compile)
		}
	}
	return epochs, compile
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// Seconds is how long the rest of a run takes without its prefix; NaN where that isn't known.
func (r *Run) Seconds() float64 {
	switch {
	case r.Finished():
		return 0
	case r.Cut.Estimate == nil:
		return math.NaN()
	}
	return r.Cut.Estimate.Compile + float64(r.Left())*r.Cut.Estimate.Epoch
}

// Seconds is how long all that is left takes, one after the other, with the prefixes; NaN where that isn't known.
func (p *Plan) Seconds() float64 {
	sum := 0.0
	for _, c := range p.Cuts {
		sum += c.Seconds()
	}
	return sum
}

// Seconds is how long the prefix and what is left of its runs take; NaN where that isn't known.
func (c *Cut) Seconds() float64 {
	sum := 0.0
	for _, r := range c.Runs {
		sum += r.Seconds()
	}
	if sum > 0 {
		sum += c.Estimate.Prefix
	}
	return sum
}

// images is the number of images of a configuration's data.
func images(c run.Config) int {
	if c.Data == drawn.Name {
		return drawn.Images
	}
	return paper.Images
}

func testImages(c run.Config, n int) int {
	if c.Split.Folds > 0 {
		return (n + c.Split.Folds - 1) / c.Split.Folds
	}
	return int(math.Ceil(c.Split.TestSize * float64(n)))
}
