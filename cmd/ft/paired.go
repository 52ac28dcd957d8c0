//go:build cgo

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/paired"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
)

// comparePaired prints what two trainings make of the same images. Each side may be several runs: seeds and folds.
func comparePaired(cmd *cobra.Command, first, second []string, format table.Format) error {
	var sides [2][]*run.Run
	for i, folders := range [][]string{first, second} {
		for _, pattern := range folders {
			found := []string{pattern}
			if _, err := os.Stat(pattern); err != nil { // a shell has not expanded what stands behind --with
				if found, err = filepath.Glob(pattern); err != nil || len(found) == 0 {
					return fmt.Errorf("%s: there is no such run folder", pattern)
				}
			}
			for _, dir := range found {
				r, err := run.Read(dir)
				if err != nil {
					return err
				}
				sides[i] = append(sides[i], r)
			}
		}
	}
	group, note := copiesOf(cmd.Context(), sides[0][0].Config.Data)
	t := table.Table{Name: "paired", Caption: "The first against the second, image by image",
		Columns: []table.Column{{Head: "quantity"},
			{Head: "first", Right: true}, {Head: "second", Right: true}, {Head: "difference",
				Right: true}, {Head: "95 % interval", Right: true},
			{Head: "p", Right: true}, {Head: "verdict"}}}
	var accuracy paired.Result
	for _, q := range []struct {
		quantity paired.Quantity
		name     string
		scale    float64
		margin   float64
	}{{paired.Accuracy, "accuracy (%)", 100, 0}, {paired.Loss, "loss", 1, 0.02}} {
		r, err := paired.Compare(sides[0], sides[1], paired.Options{Quantity: q.quantity, Group: group, Margin: q.margin})
		if err != nil {
			return err
		}
		number := func(v float64) string { return fmt.Sprintf("%.3g", q.scale*v) }
		t.Rows = append(t.Rows, []string{q.name, number(r.Means[0]), number(r.Means[1]),
			fmt.Sprintf("%+.3g", q.scale*r.Difference),
			number(r.Low) + " to " + number(r.High), fmt.Sprintf("%.2g", r.P), string(r.Verdict)})
		if q.quantity == paired.Accuracy {
			accuracy = r
		}
	}
	t.Notes = []string{fmt.Sprintf("%d images that both have tested; %d and %d seeds. Bootstrap over images, seeds "+
		"as a second level; no difference: the interval lies within ±2 points.",
		accuracy.Images, accuracy.Seeds[0], accuracy.Seeds[1]), note}
	if accuracy.Needed > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("About %d images would decide the accuracy, if the difference stays as it is.",
			accuracy.Needed))
	}
	return t.Write(cmd.OutOrStdout(), format)
}

// copiesOf groups the copies of an image, where the images are at hand.
func copiesOf(ctx context.Context, data string) (group func(string) string, note string) {
	d, err := (&fit.Session{Catalog: paper.Catalog("")}).Images(ctx, data)
	var groups [][]int
	if err == nil {
		groups, err = d.Duplicates()
	}
	if err != nil {
		return nil, "The images are not at hand: copies of one count as images of their own."
	}
	first := map[string]string{}
	for _, g := range groups {
		for _, i := range g {
			first[d.Files[i]] = d.Files[g[0]]
		}
	}
	return func(file string) string {
		if f, ok := first[file]; ok {
			return f
		}
		return file
	}, fmt.Sprintf("Copies of an image move together: %d groups of them.", len(groups))
}
