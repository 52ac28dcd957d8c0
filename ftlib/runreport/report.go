// Package runreport writes one page about finished runs, to be read without this program: the images, the settings, the
// training, how well the network does and where it fails, and how all of it was made.
//
//	files, err := runreport.Write("report", runreport.Part{Run: r, Answers: answers})
package runreport

import (
	"errors"
	"fmt"
	"image"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
)

// Part is what the page says of one finished run.
type Part struct {
	Run      *run.Run
	Answers  *evaluate.Answers                      // of its network for its test images; nil where they can't be had
	Without  string                                 // why not
	Open     func(file string) (image.Image, error) // reads its images; nil where they are not at hand
	Commands []string                               // that make the run again
}

// Files of a report.
const (
	HTMLFile     = "report.html"
	MarkdownFile = "report.md"
	figureFolder = "figures"
)

// Write writes report.html, which holds all it shows, report.md and its figures below a folder.
func Write(dir string, parts ...Part) error {
	d, err := page(parts)
	if err != nil {
		return err
	}
	html, err := d.html()
	if err != nil {
		return err
	}
	markdown, err := d.markdown()
	if err != nil {
		return err
	}
	for _, f := range d.figures {
		if err := f.Save(filepath.Join(dir, figureFolder, f.Name+".png")); err != nil {
			return err
		}
	}
	if err := fetch.WriteBytes(filepath.Join(dir, MarkdownFile), markdown); err != nil {
		return err
	}
	return fetch.WriteBytes(filepath.Join(dir, HTMLFile), html)
}

func page(parts []Part) (*document, error) {
	if len(parts) == 0 {
		return nil, errors.New("no run to report on")
	}
	d := &document{title: "Report on " + parts[0].Run.Name()}
	if len(parts) > 1 {
		d.title = fmt.Sprintf("Report on %d trainings", len(parts))
		if err := sideBySide(d, parts); err != nil {
			return nil, err
		}
	}
	for _, p := range parts {
		if err := evaluate.Finished(p.Run); err != nil {
			return nil, err
		}
		inventory, err := evaluate.Inventory(p.Run)
		if err != nil {
			return nil, err
		}
		d.level = 2
		if len(parts) > 1 {
			d.heading(2, p.Run.Name())
			d.level = 3
		}
		p.summary(d)
		p.data(d, inventory)
		if err := p.training(d); err != nil {
			return nil, err
		}
		if err := p.results(d); err != nil {
			return nil, err
		}
		p.made(d)
	}
	return d, nil
}

// sideBySide compares several runs, and says how far their accuracies lie apart.
func sideBySide(d *document, parts []Part) error {
	var runs []*run.Run
	for _, p := range parts {
		if err := evaluate.Finished(p.Run); err != nil {
			return err
		}
		runs = append(runs, p.Run)
	}
	t, err := run.Compare(runs...)
	if err != nil {
		return err
	}
	d.heading(2, "Side by side")
	mean, deviation := run.Spread(run.Accuracies(runs))
	d.say("Test accuracy over the %d trainings: mean %.2f %%, standard deviation %.2f points.", len(runs), 100*mean,
		100*deviation)
	d.table(t)
	return nil
}

// summary says in a sentence what was done and how well it went.
func (p Part) summary(d *document) {
	r, c := p.Run.Result, p.Run.Config.WithDefaults()
	start := map[string]string{"imagenet": "with weights from ImageNet", "random": "with random weights"}[c.Weights]
	if start == "" {
		start = "with weights from " + c.Weights
	}
	d.say("%s %s was trained for %d epochs on %d images of %d classes. "+
		"Of %d test images %d are classified correctly: an accuracy of %.2f %%.",
		network.Title(c.Model), start, r.Epochs, r.Train.Total, len(r.Classes), r.Test.Total, r.Test.Correct,
		100*r.Test.Accuracy)
	if n := r.Validation.Total; n > 0 {
		d.say("%d other images were looked at after each epoch (validation): of them %d are classified correctly, %.2f %%.",
			n,
			r.Validation.Correct, 100*r.Validation.Accuracy)
	}
	if r.BestEpoch > 0 {
		d.say("The weights are those of epoch %d, the best on these.", r.BestEpoch)
	}
}
