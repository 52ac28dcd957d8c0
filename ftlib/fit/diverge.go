package fit

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/run"
)

// diverge ends a run whose loss is no number any more: all that would follow is lost time. Its history is kept and says
// so; the saved state goes.
func (j *job) diverge() error {
	if err := j.record.Save(); err != nil {
		return err
	}
	if err := j.record.Remove(checkpointFile); err != nil {
		return err
	}
	return diverged(j.record)
}

func diverged(r *run.Run) error {
	last := r.History[len(r.History)-1]
	return fmt.Errorf("%s %w in epoch %d: train it again with a smaller learning rate than %g", r.Dir, ErrDiverged,
		last.Epoch,
		r.Config.Optimizer.LearningRate)
}
