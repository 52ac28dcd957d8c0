package fit

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

// RateRange says which learning rates are tried, one a step, each the same multiple of the one before. What is zero is
// 1e-7, 10 and 100 steps.
type RateRange struct {
	Min, Max float64
	Steps    int
}

// RateTest is Smith's learning rate range test (https://arxiv.org/abs/1506.01186): the loss of a training whose rate
// grows step by step. It ends where the loss has become four times its best.
type RateTest struct {
	Points []RatePoint
	// Steepest is the rate at which the smoothed loss falls fastest, Tenth a tenth of that at which it is least; 0 where
	// it does not fall.
	Steepest, Tenth float64
}

// RatePoint is one step.
type RatePoint struct {
	Rate, Loss, Smoothed float64 // Smoothed is a running mean that keeps 0.9, without its bias towards the start
}

const (
	rateSmoothing = 0.9
	rateDiverged  = 4 // times the best smoothed loss
)

// WithDefaults writes out what zeros stand for.
func (r RateRange) WithDefaults() RateRange {
	return RateRange{cmp.Or(r.Min, 1e-7), cmp.Or(r.Max, 10), cmp.Or(r.Steps, 100)}
}

// Check refuses rates that cannot be tried.
func (r RateRange) Check() error {
	r = r.WithDefaults()
	if low, high := float64(float32(r.Min)), float64(float32(r.Max)); !(low > 0 && high > low) || math.IsInf(high, 0) {
		return fmt.Errorf("learning rates from %g to %g: give two numbers above 0, the greater one last", r.Min, r.Max)
	}
	if r.Steps < 20 || r.Steps > 1e6 {
		return fmt.Errorf("%d steps: give from 20 to 1000000", r.Steps)
	}
	return nil
}

// FindRate tries the learning rates of a range on the training that a configuration describes. It leaves no run.
func (s *Session) FindRate(ctx context.Context, c run.Config, r RateRange) (*RateTest, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	r = r.WithDefaults()
	j, err := s.prepare(ctx, &run.Run{Config: c.WithDefaults()})
	if err != nil {
		return nil, err
	}
	defer j.close()
	bar := progress.Begin(s.Progress, "learning rates", int64(r.Steps), "steps")
	defer bar.Abort()
	t, sum, least := &RateTest{}, 0., math.Inf(1)
	growth := math.Log(r.Max/r.Min) / float64(r.Steps-1)
	for epoch := 1; len(t.Points) < r.Steps; epoch++ {
		over, err := func() (over bool, err error) {
			e, err := j.shuffled(ctx, epoch, true)
			if err != nil {
				return true, err
			}
			defer e.Close()
			steps := make([]float32, j.trainer.Batches(e))
			for i := range steps {
				steps[i] = float32(r.Min * math.Exp(growth*float64(len(t.Points)+i)))
			}
			e.rates = steps
			for i := 0; i < len(steps) && len(t.Points) < r.Steps; i++ {
				if err := ctx.Err(); err != nil {
					return true, err
				}
				loss, _, err := j.trainer.Train(e, i, i+1)
				if err != nil {
					return true, err
				}
				loss /= float64(len(j.trainer.items(e, i)))
				sum = rateSmoothing*sum + (1-rateSmoothing)*loss
				p := RatePoint{float64(steps[i]), loss, sum / (1 - math.Pow(rateSmoothing, float64(len(t.Points)+1)))}
				if math.IsNaN(p.Smoothed) || math.IsInf(p.Smoothed, 0) {
					return true, nil
				}
				t.Points = append(t.Points, p)
				bar.Add(1)
				if least = min(least, p.Smoothed); p.Smoothed > rateDiverged*least {
					return true, nil
				}
			}
			return false, nil
		}()
		if err != nil {
			return nil, err
		}
		if over {
			break
		}
	}
	bar.Done()
	if len(t.Points) < 3 {
		return nil, errors.New("the loss is no number from the first steps on: try smaller learning rates")
	}
	t.suggest()
	return t, nil
}

// suggest reads the rates off the curve, without its first tenth, whose mean is of few steps. Rates that are too small
// give a curve that is level but for chance: the fall is looked for behind the last place as high as the median.
func (t *RateTest) suggest() {
	first := len(t.Points) / 10
	least := first
	for i, p := range t.Points[first:] {
		if p.Smoothed < t.Points[least].Smoothed {
			least = first + i
		}
	}
	if least == first {
		return
	}
	t.Tenth = t.Points[least].Rate / 10
	var level []float64
	for _, p := range t.Points[first : least+1] {
		level = append(level, p.Smoothed)
	}
	slices.Sort(level)
	begin := least
	for t.Points[begin].Smoothed < level[len(level)/2] {
		begin--
	}
	fastest := 0.
	const apart = 2 // steps to both sides
	for i := begin; i <= least; i++ {
		low, high := max(begin, i-apart), min(least, i+apart)
		if slope := (t.Points[high].Smoothed - t.Points[low].Smoothed) / float64(high-low); slope < fastest {
			fastest, t.Steepest = slope, t.Points[i].Rate
		}
	}
}

// WriteCSV writes a step a line.
func (t *RateTest) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"step", "learning_rate", "loss", "smoothed_loss"})
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 8, 64) }
	for i, p := range t.Points {
		out.Write([]string{strconv.Itoa(i + 1), number(p.Rate), number(p.Loss), number(p.Smoothed)})
	}
	out.Flush()
	return out.Error()
}
