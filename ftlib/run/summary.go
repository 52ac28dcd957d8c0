package run

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
)

// Spread is the mean of numbers and their standard deviation, that of a sample: by n-1. It is 0 of one number.
func Spread(values []float64) (mean, deviation float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		deviation += (v - mean) * (v - mean)
	}
	if n > 1 {
		return mean, math.Sqrt(deviation / (n - 1))
	}
	return mean, 0
}

// Accuracies are those of the test images of finished runs.
func Accuracies(runs []*Run) (all []float64) {
	for _, r := range runs {
		all = append(all, r.Result.Test.Accuracy)
	}
	return all
}

// WriteSummary writes the test scores of finished runs as CSV: a run a line, then the mean and the deviation.
func WriteSummary(w io.Writer, runs []*Run) error {
	out := csv.NewWriter(w)
	out.Write([]string{"run", "fold", "seed", "epochs", "best_epoch", "images", "correct", "accuracy", "loss"})
	var losses []float64
	for _, r := range runs {
		if r.Result == nil {
			return fmt.Errorf("%s: %w", r.Name(), ErrUnfinished)
		}
		t := r.Result.Test
		losses = append(losses, t.Loss)
		out.Write([]string{r.Name(), strconv.Itoa(r.Config.Split.Fold), strconv.FormatUint(uint64(r.Config.Seeds.Init), 10),
			strconv.Itoa(r.Result.Epochs), strconv.Itoa(r.Result.BestEpoch), strconv.Itoa(t.Total), strconv.Itoa(t.Correct),
			number(t.Accuracy), number(t.Loss)})
	}
	accuracy, accuracies := Spread(Accuracies(runs))
	loss, deviation := Spread(losses)
	out.Write([]string{"mean", "", "", "", "", "", "", number(accuracy), number(loss)})
	out.Write([]string{"standard deviation", "", "", "", "", "", "", number(accuracies), number(deviation)})
	out.Flush()
	return out.Error()
}
