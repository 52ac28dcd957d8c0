package bench

import (
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/versus"
)

// The epoch of the paper's hold-out protocol.
const (
	images      = paper.Images
	trainImages = paper.TrainImages
	testImages  = paper.TestImages
)

// training trains a row on made-up features of the right shapes: how long a step takes does not depend on the values,
// and the prefix need not be computed.
type training struct {
	*fit.Setup
	trainer *fit.Trainer
	whole   bool  // an epoch runs in one call and takes no time to speak of
	images  []int // of the epoch that a step is measured on
	epoch   int
}

func newTraining(b *backend.Backend, row versus.Row, set *weights.Set) (*training, error) {
	setup, err := paper.Catalog("").Resolve(paper.Config(row.Model, row.Trainable), paper.Classes)
	if err != nil {
		return nil, err
	}
	t := &training{Setup: setup, whole: true}
	for i, l := range t.Model.Layers {
		t.whole = t.whole && !(t.Cut.Suffix[i] && l.Kind == network.Conv)
	}
	rows, train := 2*t.Config.Batch, t.Config.Batch
	if t.whole {
		rows, train = images, trainImages
	}
	for i := range train {
		t.images = append(t.images, i)
	}
	labels := make([]int, rows)
	for i := range labels {
		labels[i] = i % paper.Classes
	}
	t.trainer, err = fit.NewTrainer(b, setup, fit.MadeUpFeatures(t.Model, t.Cut, rows), labels,
		fit.InitialWeights(t.Model, set, t.Config.Seeds.Init))
	return t, err
}

// step trains one step, or where that is one call an epoch, and returns the seconds of a step without those of the
// compiler. What an epoch needs beside its steps, shuffling and dropout masks, is in them.
func (t *training) step() (float64, error) {
	t.epoch++
	start, compiled := time.Now(), t.trainer.CompileSeconds()
	e := t.trainer.Shuffled(t.images, t.Config.Seeds, t.epoch)
	defer e.Close()
	if _, _, err := t.trainer.Train(e, 0, t.trainer.Batches(e)); err != nil {
		return 0, err
	}
	seconds := time.Since(start).Seconds() - (t.trainer.CompileSeconds() - compiled)
	return seconds * float64(t.Config.Batch) / float64(len(t.images)), nil
}

// evaluate returns the seconds of an evaluation of all test images, from those of one batch.
func (t *training) evaluate() (float64, error) {
	n := t.trainer.EvaluationBatch()
	batch := make([]int, n)
	for i := range batch {
		batch[i] = i % len(t.images)
	}
	start, compiled := time.Now(), t.trainer.CompileSeconds()
	if _, err := t.trainer.Evaluate(batch); err != nil {
		return 0, err
	}
	seconds := time.Since(start).Seconds() - (t.trainer.CompileSeconds() - compiled)
	return seconds * float64((testImages+n-1)/n), nil
}

// steps is how many batches of 32 an epoch is worth, the last, smaller one counted by its images.
func (t *training) steps() float64 { return float64(trainImages) / float64(t.Config.Batch) }

func (t *training) close() { t.trainer.Close() }
