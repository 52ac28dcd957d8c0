package runreport

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
)

// data is a card of the images.
func (p Part) data(d *document, v *dataset.Inventory) {
	d.heading(d.level, "Images")
	r := p.Run.Result
	type cell struct{ class, part string }
	counts := map[cell]int{}
	tested := map[string]bool{}
	for _, q := range r.Predictions {
		tested[q.File] = true
		counts[cell{r.Classes[q.Class], dataset.Test}]++
	}
	t := table.Table{Name: "images", Columns: []table.Column{{Head: "class"}, {Head: "test images", Right: true}}}
	parts := []string{dataset.Test}
	if v == nil {
		d.say("From %s: %s. The list of the files was not recorded.", p.Run.Config.Data, strings.Join(amounts(r), ", "))
	} else {
		for _, f := range v.Files {
			if !tested[f.File] {
				counts[cell{f.Class, cmp.Or(f.Part, dataset.Train)}]++
			}
		}
		d.say("%d images from %s: %s. Each was read as %d × %d pixels.", len(v.Files), p.Run.Config.Data,
			strings.Join(amounts(r), ", "), p.Run.Config.Image.Size, p.Run.Config.Image.Size)
		head := "training images"
		switch told := slices.ContainsFunc(v.Files, func(f dataset.Used) bool { return f.Part != "" }); {
		case r.Validation.Total > 0 && told:
			t.Columns = append(t.Columns, table.Column{Head: "validation images", Right: true})
			parts = append(parts, dataset.Validation)
		case r.Validation.Total > 0:
			head = "training and validation images" // which older lists do not tell apart
		}
		t.Columns = append(t.Columns, table.Column{Head: head, Right: true})
		parts = append(parts, dataset.Train)
	}
	for _, class := range r.Classes {
		row := []string{class}
		for _, part := range parts {
			row = append(row, fmt.Sprint(counts[cell{class, part}]))
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
		d.say("%d test images have an identical copy among the training images. They make the results look better than "+
			"they are.",
			r.Duplicates)
	}
	d.say("Checksum of all images (SHA-256): %s", r.DataDigest)
}

// amounts says how many images there are of each part.
func amounts(r *run.Result) []string {
	all := []string{fmt.Sprintf("%d training images", r.Train.Total)}
	if n := r.Validation.Total; n > 0 {
		all = append(all, fmt.Sprintf("%d validation images", n))
	}
	return append(all, fmt.Sprintf("%d test images", r.Test.Total))
}
