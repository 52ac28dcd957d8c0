package run

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"path/filepath"
)

// check says which file of a run, as read, has something that can't be, and what. Losses may be any number, and none
// where a training has diverged.
func (r *Run) check() (file string, err error) {
	if r.Config.Model == "" {
		return ConfigFile, errors.New("it names no model")
	}
	if err := r.checkHistory(); err != nil {
		return HistoryFile, err
	}
	for i, s := range r.EpochSeconds {
		if !(s >= 0) || math.IsInf(s, 0) {
			return TimingFile, fmt.Errorf("row %d has %g seconds", i+1, s)
		}
	}
	if r.Result != nil {
		return ResultFile, r.Result.check()
	}
	return "", nil
}

func (r *Run) checkHistory() error {
	if n := len(r.History); n > r.Config.Epochs && r.Config.Epochs > 0 {
		return fmt.Errorf("it has %d epochs where %s has %d", n, ConfigFile, r.Config.Epochs)
	}
	for i, e := range r.History {
		switch {
		case e.Epoch != i+1:
			return fmt.Errorf("row %d is of epoch %d", i+1, e.Epoch)
		case !isShare(e.Accuracy) || !isShare(e.ValAccuracy):
			return fmt.Errorf("row %d has accuracies of %g and %g, which lie between 0 and 1", i+1, e.Accuracy, e.ValAccuracy)
		case !(e.LearningRate >= 0) || math.IsInf(e.LearningRate, 0):
			return fmt.Errorf("row %d has a learning rate of %g", i+1, e.LearningRate)
		case e.ValCorrect < 0, r.Result != nil && r.Result.watched() > 0 && e.ValCorrect > r.Result.watched():
			return fmt.Errorf("row %d has %d images right of those tested", i+1, e.ValCorrect)
		}
		if r.Result == nil {
			continue
		}
		if n := r.Result.watched(); n > 0 && !isAccuracy(e.ValAccuracy, e.ValCorrect, n) {
			return fmt.Errorf("row %d has an accuracy of %g where %d of %d images are right", i+1, e.ValAccuracy,
				e.ValCorrect, n)
		}
	}
	return nil
}

func isShare(v float64) bool { return v >= 0 && v <= 1 }

// isAccuracy allows for the digits that are written.
func isAccuracy(v float64, correct, total int) bool {
	return math.Abs(v-float64(correct)/float64(total)) < 1e-6
}

// watched is the number of images that the history is of.
func (s *Result) watched() int { return cmp.Or(s.Validation.Total, s.Test.Total) }

func (s *Result) check() error {
	for name, score := range map[string]Score{"train": s.Train, "validation": s.Validation, "test": s.Test} {
		if score.Correct < 0 || score.Total < score.Correct || !isShare(score.Accuracy) {
			return fmt.Errorf("%s has %d of %d images right", name, score.Correct, score.Total)
		}
		if score.Total > 0 && !isAccuracy(score.Accuracy, score.Correct, score.Total) {
			return fmt.Errorf("%s has an accuracy of %g where %d of %d images are right", name, score.Accuracy, score.Correct,
				score.Total)
		}
	}
	if s.BestEpoch < 0 || s.BestEpoch > s.Epochs {
		return fmt.Errorf("the best of %d epochs is %d", s.Epochs, s.BestEpoch)
	}
	n := len(s.Classes)
	if len(s.Confusion) != 0 && len(s.Confusion) != n {
		return fmt.Errorf("its confusion matrix is of %d classes and not of %d", len(s.Confusion), n)
	}
	for i, line := range s.Confusion {
		if len(line) != n {
			return fmt.Errorf("row %d of its confusion matrix is of %d classes and not of %d", i+1, len(line), n)
		}
		for _, count := range line {
			if count < 0 {
				return fmt.Errorf("row %d of its confusion matrix has %d images", i+1, count)
			}
		}
	}
	for _, p := range s.Predictions {
		if p.File != "" && !filepath.IsLocal(filepath.FromSlash(p.File)) {
			return fmt.Errorf("the prediction for %q is of a file outside of the data set", p.File)
		}
		if p.Class < 0 || p.Class >= n || p.Guess < 0 || p.Guess >= n {
			return fmt.Errorf("the prediction for %q is of classes %d and %d, and there are %d", p.File, p.Class, p.Guess, n)
		}
	}
	if err := s.checkCounts(); err != nil {
		return err
	}
	for what, v := range map[string]float64{
		"prefix": s.Seconds.Prefix, "compile": s.Seconds.Compile, "train": s.Seconds.Train, "total": s.Seconds.Total,
		"peak_memory_bytes": float64(s.PeakMemory), "duplicates_across_split": float64(s.Duplicates),
		"memory_bytes": float64(s.Hardware.Memory),
	} {
		if v < 0 {
			return fmt.Errorf("%s is %g", what, v)
		}
	}
	return nil
}

// checkCounts holds the test score, the confusion matrix and the predictions against each other, as far as there are
// any: they are of the same images.
func (s *Result) checkCounts() error {
	differ := func(what string, correct, total int) error {
		if correct == s.Test.Correct && total == s.Test.Total {
			return nil
		}
		return fmt.Errorf("%s %d of %d images right where test has %d of %d", what, correct, total, s.Test.Correct,
			s.Test.Total)
	}
	correct, total := 0, 0
	for i, line := range s.Confusion {
		for _, count := range line {
			total += count
		}
		correct += line[i]
	}
	if len(s.Confusion) > 0 {
		if err := differ("its confusion matrix has", correct, total); err != nil {
			return err
		}
	}
	if len(s.Predictions) == 0 {
		return nil
	}
	counts, correct := make(map[[2]int]int), 0
	for _, p := range s.Predictions {
		counts[[2]int{p.Class, p.Guess}]++
		if p.Class == p.Guess {
			correct++
		}
	}
	if err := differ("its predictions have", correct, len(s.Predictions)); err != nil {
		return err
	}
	for i, line := range s.Confusion {
		for j, count := range line {
			if n := counts[[2]int{i, j}]; n != count {
				return fmt.Errorf("its confusion matrix has %d images of %q taken for %q and its predictions have %d", count,
					s.Classes[i], s.Classes[j], n)
			}
		}
	}
	return nil
}
