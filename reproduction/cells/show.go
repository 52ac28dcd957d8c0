// Package cells is what the cells of the notebooks call around the library: the recorded results and what a training
// needs.
package cells

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/report"
	"github.com/janpfeifer/must"
)

// book reads the committed results.
func book() *report.Book {
	b := must.M1(report.Read(filepath.Join(root(), "results", "runs")))
	for _, p := range b.Problems {
		fmt.Println("left out:", printable.Text(p.Err.Error()))
	}
	return b
}

// Show displays a table as Markdown.
func Show(t table.Table) {
	var b bytes.Buffer
	must.M(t.Write(&b, table.Markdown))
	nb.Markdown(b.String())
}

// Table displays table id of the paper, 1 to 9, beside our recorded results. Rows that were not run say so, with the
// command that runs them.
func Table(id int) { Show(must.M1(book().Table(id))) }

// Runs displays what was read from each run behind table id.
func Runs(id int) { Show(must.M1(book().RunList(id))) }

// Claims displays the paper's claims with their verdicts.
func Claims() { Show(book().Claims()) }

// Rates displays our results with other learning rates than the one we took for VGG16.
func Rates() { Show(book().Rates()) }

// Beside displays the rows of table id: the paper's numbers, those of the recorded runs, and those of runs of one's
// own.
func Beside(id int, own ...*run.Run) { Show(must.M1(book().Beside(id, own))) }

// Recorded are the recorded runs of a row of table id, one for each seed and fold.
func Recorded(id, trainable int) []*run.Run {
	return book().RunsOf(must.M1(paper.Find(id, trainable)))
}

// photographsWidth is how wide Figure 4 is shown, in pixels: as wide as the other figures.
const photographsWidth = 657

// Figure displays figure id of the paper, 1 to 13, drawn from our recorded results.
func Figure(id int) {
	var s report.Sources
	if id == 4 { // the only one with images, which may have to be downloaded
		s = must.M1(report.PaperImages(context.Background(), ""))
	}
	f := must.M1(book().Figure(id, s))
	if id == 4 {
		nb.Image(must.M1(f.PNG()), f.Caption, photographsWidth)
		return
	}
	nb.Figure(f)
}

// Mask displays what a configuration trains: the layers from the first trained one on, and the totals.
func Mask(c run.Config) {
	setup := must.M1(paper.Catalog("").Resolve(c, paper.Classes))
	m, mask := setup.Model, setup.Mask
	t := table.Table{Name: "layers", Caption: fmt.Sprintf("%s, trained: %s", m.Name, c.Trainable),
		Columns: []table.Column{{Head: "index", Right: true}, {Head: "layer"}, {Head: "kind"},
			{Head: "parameters", Right: true}}}
	for i, l := range m.Layers {
		if !mask[i] {
			continue
		}
		n := 0
		for _, p := range l.Params {
			n += p.Size()
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(i), l.Name, string(l.Kind), network.Thousands(n)})
	}
	total, trained := m.Parameters(mask)
	t.Notes = []string{fmt.Sprintf("%d of %d layers, %s of %s parameters are trained.", len(t.Rows), len(m.Layers),
		network.Thousands(trained), network.Thousands(total))}
	Show(t)
}
