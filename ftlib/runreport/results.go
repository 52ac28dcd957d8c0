package runreport

import (
	"fmt"
	"maps"
	"slices"

	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
)

// training has the settings and the learning curves.
func (p Part) training(d *document) error {
	d.heading(d.level, "Training")
	settings, err := run.Settings(p.Run.Config.WithDefaults())
	if err != nil {
		return err
	}
	t := table.Table{Name: "settings", Columns: []table.Column{{Head: "setting"}, {Head: "value"}}}
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		if settings[key] != "" {
			t.Rows = append(t.Rows, []string{key, settings[key]})
		}
	}
	d.table(t)
	r := p.Run.Result
	d.say("%d of %d weights were trained. The epochs took %.1f s, all of it %.1f s.", r.Parameters.Trainable,
		r.Parameters.Total, r.Seconds.Train, r.Seconds.Total)
	if len(p.Run.History) == 0 {
		return nil
	}
	curves, err := figure.History(p.Run, "")
	if err != nil {
		return err
	}
	validated := "the test images"
	if r.Validation.Total > 0 {
		validated = "images of its own"
	}
	for i, f := range curves {
		f.Caption = []string{"Loss", "Accuracy"}[i] + " by epoch on the training images and, for " +
			"validation, on " + validated + "."
		d.draw(f)
	}
	return nil
}

// results are the measures on the test images, and where the network fails.
func (p Part) results(d *document) error {
	d.heading(d.level, "Results on the test images")
	r := p.Run.Result
	if len(r.Confusion) == 0 || r.Test.Total == 0 {
		d.say("Only the accuracy was recorded.")
		return nil
	}
	counted, err := metrics.Count(r.Classes, r.Confusion)
	if err != nil {
		return fmt.Errorf("%s: %w", p.Run.Name(), err)
	}
	figures, err := figure.Results(p.Run, "", p.Open)
	if err != nil {
		return err
	}
	figures[0].Caption = fmt.Sprintf("Test images by true and predicted class; %d of %d are right.",
		counted.Accuracy.Count,
		counted.Images)
	var more []*figure.Figure
	measures := evaluate.CountedTable(*counted)
	if p.Answers != nil {
		m, err := p.Answers.Metrics()
		if err != nil {
			return err
		}
		measures = evaluate.SummaryTable(m)
		all, err := p.Answers.Figures(m)
		if err != nil {
			return err
		}
		more = all[1:] // the confusion matrix is there
	}
	d.table(measures)
	if p.Answers != nil {
		for _, note := range p.Answers.Notes()[1:] { // the first counts the images
			d.say("%s", note)
		}
	}
	d.say("The interval of a share is Wilson's: it holds the true share in 95 of 100 such tests.")
	d.table(evaluate.ClassTable(*counted))
	d.draw(figures[0])
	if p.Answers == nil {
		d.say("How far its probabilities can be trusted is not known: %s.", p.Without)
	}
	for _, f := range more {
		d.draw(f)
	}
	for _, f := range figures[1:] {
		f.Caption = "Test images with the highest loss, that is the lowest probability of their class."
		d.draw(f)
	}
	return nil
}

// made says how the run was made and can be made again.
func (p Part) made(d *document) {
	d.heading(d.level, "How it was made")
	r := p.Run.Result
	if len(p.Commands) > 0 {
		d.commands(p.Commands...)
	}
	t := table.Table{Name: "versions", Columns: []table.Column{{Head: "what"}, {Head: "which"}}}
	add := func(what, which string) {
		if which != "" {
			t.Rows = append(t.Rows, []string{what, which})
		}
	}
	add("started", r.Started)
	add("computed on", r.Hardware.Device)
	add("through", r.Hardware.Backend)
	for _, name := range slices.Sorted(maps.Keys(r.Versions)) {
		add(name, r.Versions[name])
	}
	add("SHA-256 of the first weights", r.WeightsDigest)
	d.table(t)
}
