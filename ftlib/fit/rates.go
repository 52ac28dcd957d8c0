package fit

import (
	"fmt"
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/run"
)

// checkSchedule refuses a schedule that cannot be.
func checkSchedule(given run.Schedule, c run.Config) error {
	s := c.Schedule
	for _, number := range []struct {
		name        string
		given, used float64
	}{
		{"warmup", float64(given.Warmup), float64(s.Warmup)}, {"alpha", given.Alpha, s.Alpha},
		{"every", float64(given.Every), float64(s.Every)}, {"factor", given.Factor, s.Factor},
		{"patience", float64(given.Patience), float64(s.Patience)}, {"min_delta", given.MinDelta, s.MinDelta},
		{"cooldown", float64(given.Cooldown), float64(s.Cooldown)}, {"min_lr", given.MinRate, s.MinRate},
	} {
		if number.given != 0 && number.used == 0 {
			kind := "without a kind"
			if s.Kind != "" {
				kind = s.Kind
			}
			return fmt.Errorf("schedule %s has no %s", kind, number.name)
		}
		if !(number.used >= 0) || math.IsInf(number.used, 0) {
			return fmt.Errorf("schedule %s: %s is %g: give a number above 0", s.Kind, number.name, number.used)
		}
	}
	if given.Monitor != s.Monitor && given.Monitor != "" {
		return fmt.Errorf("schedule %s has no monitor", s.Kind)
	}
	switch s.Kind {
	case "":
	case "cosine":
		if s.Warmup >= c.Epochs {
			return fmt.Errorf("schedule cosine: %d epochs of warm-up in %d epochs: give fewer", s.Warmup, c.Epochs)
		}
		if s.Alpha >= 1 {
			return fmt.Errorf("schedule cosine: alpha %g: give a share below 1, such as 0.01", s.Alpha)
		}
	case "step", "plateau":
		if s.Factor >= 1 {
			return fmt.Errorf("schedule %s: factor %g: give a number below 1, such as 0.1", s.Kind, s.Factor)
		}
		columns := []string{"val_loss", "val_accuracy", "loss", "accuracy"}
		if s.Kind == "plateau" && !slices.Contains(columns, s.Monitor) {
			return fmt.Errorf("schedule plateau by %q: choose val_loss, val_accuracy, loss or accuracy", s.Monitor)
		}
		if rate := c.Optimizer.LearningRate; s.MinRate >= rate && s.MinRate > 0 {
			return fmt.Errorf("schedule plateau: min_lr %g is not below the learning rate %g, which would never change",
				s.MinRate, rate)
		}
	default:
		return fmt.Errorf("schedule %q: choose cosine, step or plateau", s.Kind)
	}
	return nil
}

// rates are the learning rates of the steps of the epoch after a history: a function of the history alone, so that a
// run that goes on needs to know nothing else.
func rates(c run.Config, history []run.Epoch, steps int) []float32 {
	s, rate := c.Schedule, c.Optimizer.LearningRate
	if s.Kind == "plateau" {
		return slices.Repeat([]float32{plateau(s, float32(rate), history)}, steps)
	}
	out := make([]float32, steps)
	for i := range out {
		done := float64(len(history)*steps + i)
		switch s.Kind {
		case "cosine": // keras/src/optimizers/schedules/learning_rate_schedule.py, CosineDecay with warmup_target=rate
			warmup, all := float64(s.Warmup*steps), float64(c.Epochs*steps)
			if done < warmup {
				out[i] = float32(rate * done / warmup)
				continue
			}
			cosine := (1 + math.Cos(math.Pi*(done-warmup)/(all-warmup))) / 2
			out[i] = float32(rate * ((1-s.Alpha)*cosine + s.Alpha))
		case "step": // ExponentialDecay(rate, every·steps, factor, staircase=True)
			out[i] = float32(rate * math.Pow(s.Factor, math.Floor(done/float64(s.Every*steps))))
		}
	}
	return out
}

// plateau is the rate after a history, as Keras' ReduceLROnPlateau leaves it.
func plateau(s run.Schedule, rate float32, history []run.Epoch) float32 {
	best, wait, cooldown := 0, 0, 0
	for i, row := range history {
		if cooldown > 0 {
			cooldown--
			wait = 0
		}
		switch {
		case i == 0 || improves(s.Monitor, row, history[best], s.MinDelta):
			best, wait = i, 0
		case cooldown == 0:
			wait++
			if wait >= s.Patience && rate > float32(s.MinRate) {
				rate = float32(max(float64(rate)*s.Factor, s.MinRate))
				cooldown, wait = s.Cooldown, 0
			}
		}
	}
	return rate
}
