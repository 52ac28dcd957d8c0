// Package cells is what the cells of the notebooks call: tables, figures and short trainings in one line each.
package cells

import (
	"bytes"
	"context"
	"fmt"

	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/report"
)

// book reads the committed results.
func book() *report.Book {
	b := nb.Must(report.Read(Results("runs")))
	for _, p := range b.Problems {
		fmt.Println("left out:", printable.Text(p.Err.Error()))
	}
	return b
}

// Show displays a table as Markdown.
func Show(t table.Table) {
	var b bytes.Buffer
	nb.Check(t.Write(&b, table.Markdown))
	nb.Markdown(b.String())
}

// Table displays table id of the paper, 1 to 9, beside our recorded results. Rows that were not run say so, with the
// command that runs them.
func Table(id int) { Show(nb.Must(book().Table(id))) }

// Runs displays when and where the runs behind table id were made.
func Runs(id int) { Show(nb.Must(book().RunTable(id))) }

// Claims displays the paper's claims with their verdicts.
func Claims() { Show(book().Claims()) }

// Rates displays our results with other learning rates than the one we took for VGG16.
func Rates() { Show(book().Rates()) }

// Figure displays figure id of the paper, 1 to 13, drawn from our recorded results.
func Figure(id int) {
	var s report.Sources
	if id == 4 { // the only one with images, which may have to be downloaded
		s = nb.Must(report.PaperImages(context.Background(), ""))
	}
	f := nb.Must(book().Figure(id, s))
	if id == 4 { // photographs are smaller as PNG
		nb.PNG(nb.Must(f.PNG()))
		return
	}
	nb.SVG(nb.Must(f.SVG()))
}

// Summary displays a network's layers from the first trained one on, and the totals.
func Summary(model, trainable string) {
	c := paper.Config(model, 0)
	c.Trainable = trainable
	setup := nb.Must(paper.Catalog("").Resolve(c, paper.Classes))
	m, mask := setup.Model, setup.Mask
	t := table.Table{Name: "layers", Caption: fmt.Sprintf("%s, trained: %s", model, trainable),
		Columns: []table.Column{{Head: "index", Right: true}, {Head: "layer"}, {Head: "kind"}, {Head: "parameters", Right: true}}}
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
	t.Notes = []string{fmt.Sprintf("%d layers, %s parameters, %s of them trained.", len(m.Layers), network.Thousands(total), network.Thousands(trained))}
	Show(t)
}
