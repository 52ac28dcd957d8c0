package playground

import (
	_ "embed"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/fetch"
	"gopkg.in/yaml.v3"
)

// finished are the finished tries in a folder, the latest first, and what else is there.
func finished(folder string) (runs []*run.Run, problems []run.Problem, err error) {
	runs, problems, err = run.List(folder)
	runs = slices.DeleteFunc(runs, func(r *run.Run) bool { return r.Result == nil })
	slices.SortStableFunc(runs, func(a, b *run.Run) int { return strings.Compare(b.Result.Started, a.Result.Started) })
	return runs, problems, err
}

// triesTable shows tries.
func triesTable(runs []*run.Run, problems []run.Problem) table.Table {
	t := table.Table{Name: "tries", Caption: "Tries so far",
		Columns: []table.Column{{Head: "network"}, {Head: "N", Right: true}, {Head: "trained weights", Right: true},
			{Head: "optimizer"},
			{Head: "learning rate", Right: true}, {Head: "epochs", Right: true}, {Head: "batch",
				Right: true}, {Head: "head"}, {Head: "seed", Right: true},
			{Head: "test accuracy (%)", Right: true}, {Head: "test loss", Right: true}, {Head: "seconds", Right: true}}}
	for _, p := range problems {
		t.Notes = append(t.Notes, fmt.Sprintf("Left out: %v.", p.Err))
	}
	for _, r := range runs {
		c, res := r.Config, r.Result
		t.Rows = append(t.Rows, []string{network.Title(c.Model), c.Trainable, network.Thousands(res.Parameters.Trainable),
			c.Optimizer.Name,
			fmt.Sprint(c.Optimizer.LearningRate), fmt.Sprint(c.Epochs), fmt.Sprint(c.Batch), c.Head, fmt.Sprint(c.Seeds.Init),
			fmt.Sprintf("%.2f", 100*res.Test.Accuracy), fmt.Sprintf("%.3f", res.Test.Loss), fmt.Sprintf("%.1f",
				res.Seconds.Total)})
	}
	return t
}

//go:embed tries.html
var triesText string

// triesPage is the table with a box before each try and buttons for those chosen.
var triesPage = template.Must(template.New("tries").Parse(triesText))

// triesHTML is the table with boxes and buttons.
func (p *playground) triesHTML(runs []*run.Run, t table.Table) (string, error) {
	type column struct {
		table.Column
		At int // behind that of the boxes
	}
	var names []string
	for _, r := range runs {
		names = append(names, r.Name())
	}
	var columns []column
	for i, c := range t.Columns {
		columns = append(columns, column{c, i + 1})
	}
	var b strings.Builder
	err := triesPage.Execute(&b, map[string]any{"ID": p.panel.id, "Table": t, "Columns": columns, "Names": names,
		"Buttons": []string{overlayButton, loadButton, exportButton, deleteButton}})
	return b.String(), err
}

// showTries draws the tries: with boxes and buttons while there is a page whose script makes them do something.
func (p *playground) showTries() {
	runs, problems, err := finished(p.Folder)
	t, text := triesTable(runs, problems), ""
	switch {
	case err != nil || len(t.Rows)+len(t.Notes) == 0:
	case p.answered:
		text, err = p.triesHTML(runs, t)
	default:
		var b strings.Builder
		err = t.Write(&b, table.HTML)
		text = b.String()
	}
	if err != nil {
		text = message("error: " + err.Error())
	}
	p.list.Final(text)
}

// name is that of a try's folder.
func (o Options) name(c run.Config) string { return run.Name(c, o.Preset(c.Model)) }

// save writes a configuration for ft train --config and returns its file. Paths are written out: the command may be
// started in another folder.
func (o Options) save(c run.Config) (string, error) {
	folder, err := filepath.Abs(o.Folder)
	if err != nil {
		return "", err
	}
	if o.Catalog.Data[c.Data] == nil {
		if c.Data, err = filepath.Abs(c.Data); err != nil {
			return "", err
		}
	}
	text, err := yaml.Marshal(c)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	file := filepath.Join(folder, o.name(c)+".yaml")
	return file, fetch.WriteBytes(file, text)
}

// mostWeights is how many bytes of weights a try keeps: a folder of larger ones would fill the disk, and ft train
// --config makes them again.
const mostWeights = 100 << 20

// thin removes the weights of a try where they are large, and says whether it has kept them.
func thin(dir string) (kept bool, err error) {
	file := filepath.Join(dir, fit.ModelFile)
	info, err := os.Stat(file)
	if err != nil || info.Size() <= mostWeights {
		return err == nil, err
	}
	return false, os.Remove(file)
}
