//go:build cgo

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/plan"
	"github.com/finetune-go/ft/reproduction/report"
)

// write leaves the table as Markdown and CSV and the learning curves as SVG and PNG, and brings a report up to date.
func (p *reproduction) write(ctx context.Context, table table.Table, pairs []report.Pair) error {
	return alone(ctx, p.results, true, func() error { return p.writeAll(ctx, table, pairs) })
}

func (p *reproduction) writeAll(ctx context.Context, table table.Table, pairs []report.Pair) error {
	name := p.name()
	if err := p.save(table); err != nil {
		return err
	}
	runs, panels := map[string][]*run.Run{}, map[string][]string{}
	for _, pair := range pairs {
		m := pair.Row.Model
		runs[m] = append(runs[m], pair.Runs...)
		if n := fmt.Sprint(pair.Row.Trainable); !slices.Contains(panels[m], n) {
			panels[m] = append(panels[m], n)
		}
	}
	for model, of := range runs {
		for kind, figure := range map[string]*figure.CurveFigure{
			"loss":     figure.Curves(of...).Panels(panels[model]...),
			"accuracy": figure.Curves(of...).Panels(panels[model]...).Accuracy(),
		} {
			for _, ext := range []string{".svg", ".png"} {
				file := strings.Join([]string{name, model, kind}, "-") + ext
				if err := figure.Save(filepath.Join(p.results, "figures", file)); err != nil {
					return err
				}
			}
		}
	}
	if p.record {
		if err := refresh(ctx, p.results, p.data); err != nil {
			return err
		}
	}
	return nil
}

// pairsOf are the rows with the runs of a plan that fill them.
func pairsOf(rows []paper.Row, p *plan.Plan) (pairs []report.Pair) {
	for _, row := range rows {
		pairs = append(pairs, report.Pair{Row: row, Runs: p.Complete(row)})
	}
	return pairs
}

// sideBySide is the table of the rows, with a word on the other seeds that the results hold of them.
func (p *reproduction) sideBySide(pairs []report.Pair) (table.Table, error) {
	book, err := report.Read(p.runs())
	if err != nil {
		return table.Table{}, err
	}
	table := report.SideBySide(pairs...)
	table.Notes = append(table.Notes, book.AllSeeds(pairs...)...)
	return table, nil
}

// save writes the table of a call.
func (p *reproduction) save(table table.Table) error {
	for _, ext := range []string{".md", ".csv"} {
		if err := table.Save(filepath.Join(p.results, "tables", p.name()+ext)); err != nil {
			return err
		}
	}
	return nil
}

// refreshHeadline brings the headline up to date where there is one: more seeds of its rows may have been run.
func refreshHeadline(results string) error {
	p := &reproduction{results: results}
	if _, err := os.Stat(filepath.Join(results, "tables", p.name()+".md")); err != nil {
		return nil
	}
	rows, err := p.pick()
	if err != nil {
		return err
	}
	all, err := plan.New(p.runs(), p.wants(rows))
	if err != nil { // a run of a user's own under the name of one of these
		return nil
	}
	pairs := pairsOf(rows, all)
	for _, pair := range pairs {
		if len(pair.Runs) == 0 { // being trained anew
			return nil
		}
	}
	table, err := p.sideBySide(pairs)
	if err != nil {
		return err
	}
	return p.save(table)
}

// name is the stem of the files that a call leaves. Other epochs than the rows' own give them a name of their own: the
// README shows the headline of whole trainings.
func (p *reproduction) name() string {
	name := "headline"
	if p.all {
		name = "all"
	} else if p.table != 0 {
		name = fmt.Sprintf("rows-of-table%d", p.table)
	}
	if p.epochs > 0 {
		name += fmt.Sprintf("-e%d", p.epochs)
	}
	if p.demo {
		name += "-demo"
	}
	return name
}
