package fit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
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

// job is a run under way.
type job struct {
	Division
	record   *run.Run
	trainer  *Trainer
	data     *dataset.Dataset
	seconds  run.Seconds
	result   run.Result // what is known beforehand
	initial  map[string][]float32
	varied   *varied
	from     *origin                   // the run that this one starts from; nil where there is none
	carried  map[string]weights.Tensor // of its base
	best     map[string][]float32      // weights of the best epoch, where early stopping keeps them
	compiled bool
	peak     *machine.Peak
}

// maxClasses is the most of which a result, with its confusion matrix, is read again.
const maxClasses = 5000

// prepare makes a job of a record ready to be trained.
func (s *Session) prepare(ctx context.Context, record *run.Run) (j *job, err error) {
	c := record.Config
	j = &job{record: record}
	defer func() {
		if err != nil {
			j.close()
		}
	}()
	if s.Backend == nil {
		return j, errors.New("the session has no backend: open one by backend.Open")
	}
	if j.data, err = s.ImagesAs(ctx, c.Data, c.Image); err != nil {
		return j, err
	}
	if n := len(j.data.Classes); n > maxClasses {
		return j, fmt.Errorf("%s has %d classes: at most %d, or its confusion matrix would fill the result", j.data.Name, n,
			maxClasses)
	}
	setup, err := s.Resolve(c, len(j.data.Classes))
	if err != nil {
		return j, err
	}
	if j.Division, err = setup.Divide(j.data); err != nil {
		return j, fmt.Errorf("%s: %w", j.data.Name, err)
	}
	if j.Validation == nil && watchesValidation(c) {
		return j, ErrNoValidation
	}
	if err := warnOfSplit(s.Progress, j.data, c.Split, j.Division); err != nil {
		return j, err
	}
	setup.Loss.Weights, err = classWeights(c.ClassWeight, j.data.Classes, j.data.Labels, j.Train)
	if err != nil {
		return j, err
	}
	if c.From != "" {
		if j.from, err = readOrigin(c.From); err != nil {
			return j, err
		}
		if err := cmp.Or(j.from.fits(c, j.data.Classes), j.from.warn(s.Progress, j)); err != nil {
			return j, err
		}
		j.result.FromDigest = j.from.digest
	}
	var set *weights.Set
	if j.result.WeightsDigest, set, j.carried, err = s.first(ctx, setup, j.from); err != nil {
		return j, err
	}
	if len(set.Head) > 0 && j.from == nil {
		took := "and its head"
		if headOf(setup.Model, set) == nil {
			took = "and left its head, which is of other shapes"
		}
		progress.Infof(s.Progress, "%s: took the base, %d tensors, %s, %d dense layers", c.Weights, len(set.Tensors), took,
			len(set.Head))
	}
	// Before hours of training, not after them: whether the model file can hold the names of the classes.
	_, err = weights.EncodeSafetensors(nil, Description(c, setup.Head, j.data.Classes, j.result.WeightsDigest))
	if err != nil {
		return j, fmt.Errorf("%s: %w", ModelFile, err)
	}
	features, err := s.features(ctx, setup, set, j.copied(setup))
	if err != nil {
		return j, err
	}
	j.initial = InitialWeights(setup.Model, set, c.Seeds.Init)
	j.seconds.Prefix = features.Seconds
	labels := j.data.Labels
	if setup.Augment != nil {
		if features, labels, err = j.vary(ctx, s, setup, set, features); err != nil {
			return j, err
		}
	}
	if j.trainer, err = NewTrainer(s.Backend, setup, features, labels, j.initial); err != nil {
		return j, err
	}
	total, trainable := setup.Model.Parameters(setup.Mask)
	j.result.Name, j.result.Parameters = record.Name(), run.Parameters{Total: total, Trainable: trainable}
	j.result.Prefix = run.Prefix{Fingerprint: features.Fingerprint, Computed: features.Times}
	j.result.Hardware = Hardware(s.Backend)
	j.result.Versions = Versions(s.Backend)
	return j, nil
}

func (j *job) close() {
	if j.trainer != nil {
		j.trainer.Close()
	}
	j.varied.close()
	if j.from != nil {
		j.from.unmap()
	}
}

// epoch trains one epoch, evaluates and appends to the record. It may be abandoned where its steps are programs of
// their own: then the state is of no use any more.
func (j *job) epoch(ctx context.Context, epoch int, giveUp bool) error {
	start := time.Now()
	c := j.record.Config
	e, err := j.shuffled(ctx, epoch, giveUp)
	if err != nil {
		return err
	}
	defer e.Close()
	stride, all := 1, j.trainer.Batches(e)
	rate := 0. // not recorded
	if c.Schedule.Kind != "" {
		e.rates = rates(c, j.record.History, all)
		rate = float64(e.rates[all-1])
	}
	if j.trainer.engine.whole() {
		stride = all
	}
	var loss, correct float64
	for batch := 0; batch < all; batch += stride {
		if giveUp && ctx.Err() != nil {
			return ctx.Err()
		}
		l, n, err := j.trainer.Train(e, batch, batch+stride)
		if err != nil {
			return err
		}
		loss, correct = loss+l, correct+n
	}
	score, _, err := j.evaluate(j.watched())
	if err != nil {
		return err
	}
	n := float64(len(j.Train))
	j.record.History = append(j.record.History, run.Epoch{Epoch: epoch, Loss: loss / n, Accuracy: correct / n,
		ValLoss: score.Loss, ValAccuracy: score.Accuracy, ValCorrect: score.Correct,
		LearningRate: rate})
	took := time.Since(start).Seconds()
	if !j.compiled {
		j.compiled = true
		j.seconds.Compile = j.trainer.CompileSeconds()
		took -= j.seconds.Compile
	}
	j.record.EpochSeconds = append(j.record.EpochSeconds, took)
	return nil
}

func (j *job) evaluate(images []int) (run.Score, []Evaluation, error) {
	evaluations, err := j.trainer.Evaluate(images)
	if err != nil {
		return run.Score{}, nil, err
	}
	s := run.Score{Total: len(images)}
	for i, v := range evaluations {
		s.Loss += v.Loss / float64(len(images))
		if v.Guess == j.data.Labels[images[i]] {
			s.Correct++
		}
	}
	s.Accuracy = float64(s.Correct) / float64(s.Total)
	return s, evaluations, nil
}
