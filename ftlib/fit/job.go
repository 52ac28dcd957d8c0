package fit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/machine"
)

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
