package playground

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
)

// estimates says how long trainings will take. It measures a few steps, so it may only run while nothing is trained.
type estimates struct {
	known map[run.Config]fit.Speed
	stop  context.CancelFunc // of the one under way
	done  sync.WaitGroup
}

// begin measures in the background and tells the result; the one before is cancelled.
func (e *estimates) begin(ctx context.Context, s *fit.Session, c run.Config, tell func(string)) {
	e.end()
	ctx, e.stop = context.WithCancel(ctx)
	e.done.Go(func() {
		text, err := e.of(ctx, s, c)
		if err != nil { // a wrong setting is told by Run
			text = ""
		}
		if ctx.Err() == nil {
			tell(text)
		}
	})
}

// end waits until nothing is measured any more.
func (e *estimates) end() {
	if e.stop != nil {
		e.stop()
		e.done.Wait()
		e.stop = nil
	}
}

// of is the sentence for a configuration.
func (e *estimates) of(ctx context.Context, s *fit.Session, c run.Config) (string, error) {
	d, err := s.ImagesAs(ctx, c.Data, c.Image)
	if err != nil {
		return "", err
	}
	setup, err := s.Resolve(c, len(d.Classes))
	if err != nil {
		return "", err
	}
	parts, err := setup.Divide(d)
	if err != nil {
		return "", err
	}
	train, watched := len(parts.Train), len(parts.Validation)
	if watched == 0 {
		watched = len(parts.Test)
	}
	key := c // without what does not change the time of a step
	key.Epochs, key.Seeds, key.Optimizer.LearningRate, key.Data, key.Split = 1, run.Seeds{}, 1, "", run.Split{}
	speed, ok := e.known[key]
	if !ok {
		if speed, err = fit.MeasureSpeed(ctx, s.Backend, setup); err != nil {
			return "", err
		}
		if e.known == nil {
			e.known = map[run.Config]fit.Speed{}
		}
		e.known[key] = speed
	}
	rows, epoch := len(d.Labels), speed.Epoch(train, watched, c.Batch)
	switch { // variants of the training images go through the frozen layers, too
	case c.Augment != "" && c.AugmentCopies == run.Live:
		epoch += float64(train) * speed.Prefix.Image
	case c.Augment != "":
		rows += int(c.AugmentCopies) * train
	}
	seconds := speed.Compile + float64(c.Epochs)*epoch
	text := "Run will take about " + about(seconds)
	if c.EarlyStopping.Patience > 0 {
		text = "Run will take at most about " + about(seconds)
	}
	if !fit.PrefixKnown(s.Backend, setup.Model, setup.Cut, rows) {
		text += ", after about " + about(speed.Prefix.Compile+float64(rows)*speed.Prefix.Image) +
			" for the frozen layers, whose values are then kept"
	}
	return text + ".", nil
}

// about is a time as people say it.
func about(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < 2*time.Second:
		return "a second"
	case d < 100*time.Second:
		return fmt.Sprintf("%.0f seconds", d.Seconds())
	case d < 100*time.Minute:
		return fmt.Sprintf("%.0f minutes", d.Minutes())
	}
	return fmt.Sprintf("%.0f hours", d.Hours())
}
