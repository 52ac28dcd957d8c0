package fit

import (
	"time"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/run"
)

// ModelFile has the trained weights and the head of a finished run under Keras' names.
const ModelFile = "model.safetensors"

// finish evaluates, writes model and result, and removes the state where it is not to be kept.
func (j *job) finish(start time.Time) error {
	r, res := j.record, j.result
	if r.Config.KeepState {
		if err := j.save(); err != nil {
			return err
		}
	}
	var err error
	if res.BestEpoch, err = j.restoreBest(); err != nil {
		return err
	}
	if res.Train, _, err = j.evaluate(j.Train); err != nil {
		return err
	}
	if j.Validation != nil {
		if res.Validation, _, err = j.evaluate(j.Validation); err != nil {
			return err
		}
	}
	var evaluations []Evaluation
	if res.Test, evaluations, err = j.evaluate(j.Test); err != nil {
		return err
	}
	n := len(j.data.Classes)
	res.Classes, res.Confusion, res.Epochs = j.data.Classes, make([][]int, n), len(r.History)
	for i := range res.Confusion {
		res.Confusion[i] = make([]int, n)
	}
	for i, v := range evaluations {
		image := j.Test[i]
		class := j.data.Labels[image]
		res.Confusion[class][v.Guess]++
		res.Predictions = append(res.Predictions, run.Prediction{File: j.data.Files[image], Class: class, Guess: v.Guess,
			Loss: v.Loss})
	}
	groups, err := j.data.Duplicates()
	if err != nil {
		return err
	}
	res.Duplicates = dataset.AcrossSplit(groups, j.Train, j.Test)
	if res.DataDigest, err = j.data.Digest(); err != nil {
		return err
	}
	for _, s := range r.EpochSeconds {
		j.seconds.Train += s
	}
	j.seconds.Total += time.Since(start).Seconds()
	res.Seconds, res.PeakMemory, res.Started = j.seconds, j.peak.Stop(), start.UTC().Format(time.RFC3339)
	trained, err := j.trainer.Weights()
	if err != nil {
		return err
	}
	m := j.trainer.Model
	for _, l := range m.Layers[m.Base:] {
		for _, p := range l.Params {
			if trained[p.Name] == nil { // left as it was, which nothing else in the file tells
				trained[p.Name] = j.initial[p.Name]
			}
		}
	}
	for name, t := range j.carried {
		if trained[name] == nil {
			trained[name] = t.Data
		}
	}
	model, err := j.file(ModelFile, trained, Description(r.Config, j.trainer.Head, res.Classes, res.WeightsDigest))
	if err != nil {
		return err
	}
	r.Result = &res
	if err := r.Save(model, j.predictions(evaluations)); err != nil {
		return err
	}
	if r.Config.KeepState {
		return nil
	}
	return r.Remove(checkpointFile)
}
