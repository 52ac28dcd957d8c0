// Package runreport writes one page about finished runs, to be read without this program: the images, the settings, the
// training, how well the network does and where it fails, and how all of it was made.
//
//	files, err := runreport.Write("report", runreport.Part{Run: r, Answers: answers})
package runreport

import (
	"errors"
	"fmt"
	"image"
	"math"
	"path/filepath"
	"slices"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
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
	sum, squares := 0.0, 0.0
	for _, p := range parts {
		if err := evaluate.Finished(p.Run); err != nil {
			return err
		}
		runs = append(runs, p.Run)
		sum += 100 * p.Run.Result.Test.Accuracy
	}
	n := float64(len(runs))
	for _, r := range runs {
		gap := 100*r.Result.Test.Accuracy - sum/n
		squares += gap * gap
	}
	t, err := run.Compare(runs...)
	if err != nil {
		return err
	}
	d.heading(2, "Side by side")
	d.say("Test accuracy over the %d trainings: mean %.2f %%, standard deviation %.2f points.", len(runs), sum/n,
		math.Sqrt(squares/(n-1)))
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
		d.say("%d other images were looked at after each epoch (validation): of them %d are classified correctly, %.2f %%.", n,
			r.Validation.Correct, 100*r.Validation.Accuracy)
	}
	if r.BestEpoch > 0 {
		d.say("The weights are those of epoch %d, the best on these.", r.BestEpoch)
	}
}

// data is a card of the images.
func (p Part) data(d *document, v *dataset.Inventory) {
	d.heading(d.level, "Images")
	r := p.Run.Result
	tested := map[string]bool{}
	test, training := map[string]int{}, map[string]int{}
	for _, q := range r.Predictions {
		tested[q.File] = true
		test[r.Classes[q.Class]]++
	}
	if v == nil {
		d.say("From %s: %d training images and %d test images. The list of the files was not recorded.", p.Run.Config.Data,
			r.Train.Total, r.Test.Total)
	} else {
		for _, f := range v.Files {
			if !tested[f.File] && f.Part != dataset.Validation && f.Part != dataset.Test {
				training[f.Class]++
			}
		}
		d.say("%d images from %s. Each was read as %d × %d pixels.", len(v.Files), p.Run.Config.Data, p.Run.Config.Image.Size,
			p.Run.Config.Image.Size)
	}
	t := table.Table{Name: "images", Columns: []table.Column{{Head: "class"}, {Head: "test images", Right: true}}}
	if v != nil {
		head := "training images"
		if r.Validation.Total > 0 && !slices.ContainsFunc(v.Files, func(f dataset.Used) bool { return f.Part != "" }) {
			head = "training and validation images" // which the list does not tell apart
		}
		t.Columns = append(t.Columns, table.Column{Head: head, Right: true})
	}
	for _, class := range r.Classes {
		row := []string{class, fmt.Sprint(test[class])}
		if v != nil {
			row = append(row, fmt.Sprint(training[class]))
		}
		t.Rows = append(t.Rows, row)
	}
	d.table(t)
	if v != nil {
		d.say("Files left out: %d. Groups of files with the same content: %d, of which %d are in more than one class.",
			len(v.Skipped), len(v.Duplicates), len(v.Conflicts))
		skipped := table.Table{Name: "skipped", Columns: []table.Column{{Head: "file left out"}, {Head: "why"}}}
		for _, s := range v.Skipped[:min(len(v.Skipped), 10)] {
			skipped.Rows = append(skipped.Rows, []string{s.File, s.Reason})
		}
		if len(v.Skipped) > 10 {
			skipped.Notes = []string{fmt.Sprintf("%d more are in data.json of the run.", len(v.Skipped)-10)}
		}
		if len(skipped.Rows) > 0 {
			d.table(skipped)
		}
	}
	if r.Duplicates > 0 {
		d.say("%d test images have an identical copy among the training images. They make the results look better than they are.",
			r.Duplicates)
	}
	d.say("Checksum of all images (SHA-256): %s", r.DataDigest)
}
