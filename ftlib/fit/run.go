package fit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/machine"
)

// Options say where a run is recorded and what to do with an earlier one of the same name.
type Options struct {
	Dir    string          // run folder; it must have a name
	Resume bool            // go on with an unfinished run; a finished one is returned as it is
	Force  bool            // replace a run that is there, once the new one can begin
	Epoch  func(run.Epoch) // called after each epoch; nil is fine
}

// Run trains as the configuration says and records it in a run folder. When ctx ends, the state is saved and the error
// is ErrStopped and ctx's own, or the latter alone before training begins; with Options.Resume the run goes on from
// there, or from the last saved state after a kill, and ends with the same bits as an undisturbed one.
func (s *Session) Run(ctx context.Context, c run.Config, o Options) (*run.Run, error) {
	start := time.Now()
	if o.Dir == "" {
		return nil, errors.New("a run needs a folder for its record")
	}
	c = c.WithDefaults()
	unlock, err := lockFolder(ctx, o.Dir, s.Progress)
	if err != nil {
		return nil, err
	}
	defer unlock()
	record, finished, err := openRecord(c, o)
	if err != nil {
		return record, err
	}
	if finished {
		return record, sameOrigin(record)
	}
	if record.Diverged() {
		return record, diverged(record)
	}
	peak := machine.WatchPeak()
	defer peak.Stop()
	j, err := s.prepare(ctx, record)
	if err != nil {
		return nil, err
	}
	defer j.close()
	j.peak = peak
	if o.Force { // not before: settings that do not work must not cost the run that is there
		if err := remove(o.Dir); err != nil {
			return nil, err
		}
	}
	if err := j.restore(s.Progress); err != nil {
		return nil, err
	}
	if err := record.Adopt(runFiles); err != nil { // else a kill before the next state would leave a foreign one
		return nil, err
	}
	if record.Result != nil { // to go on for more epochs
		if err := reopen(record); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, err
	}
	list, err := j.dataList()
	if err != nil {
		return nil, err
	}
	if err := record.Save(list); err != nil {
		return nil, err
	}
	bar := progress.Begin(s.Progress, fmt.Sprintf("train %s, %s", c.Model, record.Name()), int64(c.Epochs), "epochs")
	defer bar.Abort()
	bar.Resume(len(record.History))
	saved, savedEpochs := time.Now(), len(record.History)
	_, over := best(c.EarlyStopping, record.History)
	for epoch := len(record.History) + 1; epoch <= c.Epochs && !over; epoch++ {
		// A slow epoch is abandoned when the run is stopped: the ones before it are saved. A fast one is soon over.
		stop := j.epoch(ctx, epoch, savedEpochs == epoch-1)
		if stop == nil && record.Diverged() {
			return record, j.diverge()
		}
		if stop == nil {
			e := record.History[epoch-1]
			bar.Status(fmt.Sprintf("loss %.4f acc %.4f val_loss %.4f val_acc %.4f", e.Loss, e.Accuracy, e.ValLoss,
				e.ValAccuracy))
			bar.Add(1)
			if over, err = j.keepBest(); err != nil {
				return nil, err
			}
			if o.Epoch != nil {
				o.Epoch(e)
			}
			stop = ctx.Err()
		}
		if stop != nil && !errors.Is(stop, context.Canceled) && !errors.Is(stop, context.DeadlineExceeded) {
			return nil, stop
		}
		done := len(record.History)
		if done > savedEpochs && (stop != nil || time.Since(saved) > cmp.Or(s.SaveEvery, 10*time.Second)) {
			if err := j.save(); err != nil {
				return nil, err
			}
			saved, savedEpochs = time.Now(), done
		}
		if stop != nil && done < c.Epochs && !over {
			return record, &stopped{done, c.Epochs, stop}
		}
	}
	bar.Done()
	if err := j.finish(start); err != nil {
		return nil, err
	}
	if over {
		progress.Infof(s.Progress, "%s: stopped after epoch %d of %d, %s has not improved for %d epochs; kept epoch %d",
			record.Name(), len(record.History), c.Epochs, c.EarlyStopping.Monitor, c.EarlyStopping.Patience,
			record.Result.BestEpoch)
	}
	return record, nil
}
