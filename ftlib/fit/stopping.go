package fit

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
)

// checkStopping refuses early stopping that cannot be, as far as it is known without the images.
func checkStopping(given run.EarlyStopping, c run.Config) error {
	e := c.EarlyStopping
	switch {
	case given.Patience == 0 && (given.MinDelta != 0 || given.Start != 0 || given.Monitor != "" && given.Monitor != "val_loss"):
		return errors.New("early stopping without patience: give the epochs without improvement after which it stops, such " +
			"as 8")
	case e.Patience < 0:
		return fmt.Errorf("early stopping after %d epochs without improvement: give a number above 0, such as 8", e.Patience)
	case e.Patience > 0 && e.Monitor != "val_loss" && e.Monitor != "val_accuracy":
		return fmt.Errorf("early stopping by %q: choose val_loss or val_accuracy", e.Monitor)
	case e.Start < 0:
		return fmt.Errorf("early stopping that looks for the best after %d epochs: give none or more", e.Start)
	case !(e.MinDelta >= 0) || math.IsInf(e.MinDelta, 0):
		return fmt.Errorf("early stopping by improvements of %g: give a least improvement above 0, such as 0.001", e.MinDelta)
	case watchesValidation(c) && c.Split.Kind != "folders" && !c.Split.Validates():
		return ErrNoValidation
	}
	return nil
}

// watchesValidation says whether what the network makes of the validation images decides over the training.
func watchesValidation(c run.Config) bool {
	return c.EarlyStopping.Patience > 0 || strings.HasPrefix(c.Schedule.Monitor, "val_")
}

// best is the best of the epochs so far, 0 where there is none, and whether the training is over, as Keras'
// EarlyStopping has it.
func best(e run.EarlyStopping, history []run.Epoch) (epoch int, over bool) {
	if e.Patience == 0 {
		return 0, false
	}
	wait := 0
	for i, row := range history {
		if i < e.Start {
			continue
		}
		wait++
		if epoch == 0 || improves(e.Monitor, row, history[epoch-1], e.MinDelta) {
			epoch, wait = i+1, 0
		}
		if wait >= e.Patience {
			return epoch, true
		}
	}
	return epoch, false
}

// improves says whether an epoch is better than another by more than delta. It is the only place that knows which
// columns are better when they are larger.
func improves(column string, is, was run.Epoch, delta float64) bool {
	if strings.HasSuffix(column, "accuracy") {
		return is.Monitored(column)-delta > was.Monitored(column)
	}
	return is.Monitored(column)+delta < was.Monitored(column)
}

// keepBest keeps the weights of the last epoch where it is the best, and says whether the training is over.
func (j *job) keepBest() (over bool, err error) {
	epoch, over := best(j.record.Config.EarlyStopping, j.record.History)
	if epoch > 0 && epoch == len(j.record.History) {
		j.best, err = j.trainer.Weights()
	}
	return over, err
}

// restoreBest goes back to the weights of the best epoch and returns which that was; 0 where none were kept.
func (j *job) restoreBest() (epoch int, err error) {
	epoch, _ = best(j.record.Config.EarlyStopping, j.record.History)
	if epoch == 0 {
		return 0, nil
	}
	state, err := j.trainer.State()
	if err != nil {
		return 0, err
	}
	maps.Copy(state, j.best)
	return epoch, j.trainer.SetState(state, j.trainer.steps)
}
