package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/fetch"
	"github.com/finetune-go/ft/ftlib/report"
	"github.com/finetune-go/ft/ftlib/run"
)

// write leaves the table as Markdown and CSV and the learning curves as SVG and PNG.
func (p *reproduction) write(table report.Table, pairs []report.Pair) error {
	name := p.name()
	for ext, format := range map[string]report.Format{".md": report.Markdown, ".csv": report.CSV} {
		if err := writeTable(filepath.Join(p.results, "tables", name+ext), table, format); err != nil {
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
				path := filepath.Join(p.results, "figures", strings.Join([]string{name, model, kind}, "-")+ext)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					return err
				}
				if err := figure.Save(path); err != nil {
					return err
				}
			}
		}
	}
	if err := updateReadme(p.results); err != nil {
		return err
	}
	fmt.Printf("runs, tables and curves are in %s%c\n", p.results, filepath.Separator)
	return nil
}

func writeTable(path string, table report.Table, format report.Format) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return fetch.WriteFile(path, func(w io.Writer) error { return table.Write(w, format) })
}

// name is the stem of the files that a call leaves.
func (p *reproduction) name() string {
	name := "headline"
	if p.all {
		name = "all"
	} else if p.table != 0 {
		name = fmt.Sprintf("rows-of-table%d", p.table)
	}
	if p.demo {
		name += "-demo"
	}
	return name
}
