package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/report"
	"github.com/finetune-go/ft/ftlib/run"
)

// write leaves the table as Markdown and CSV and the learning curves as SVG and PNG, and brings a report up to date.
func (p *reproduction) write(ctx context.Context, table report.Table, pairs []report.Pair) error {
	name := p.name()
	for _, ext := range []string{".md", ".csv"} {
		if err := table.Save(filepath.Join(p.results, "tables", name+ext)); err != nil {
			return err
		}
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
		for kind, figure := range map[string]*report.CurveFigure{
			"loss": report.Curves(of...).Panels(panels[model]...), "accuracy": report.Curves(of...).Panels(panels[model]...).Accuracy(),
		} {
			for _, ext := range []string{".svg", ".png"} {
				file := strings.Join([]string{name, model, kind}, "-") + ext
				if err := figure.Save(filepath.Join(p.results, "figures", file)); err != nil {
					return err
				}
			}
		}
	}
	if err := refresh(ctx, p.results, p.data); err != nil {
		return err
	}
	fmt.Printf("runs, tables and curves are in %s%c\n", p.results, filepath.Separator)
	return nil
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
