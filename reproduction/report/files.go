package report

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/fetch"
)

// tables are the files of all tables, by name: table1.csv (the source of all numbers), table1.md, table1.tex,
// table1-layout.tex (the paper's layout) and table1-runs.csv, summary, claims, hardware, times and macros.tex.
func (b *Book) tables() (map[string][]byte, error) {
	files := map[string][]byte{"macros.tex": b.macros()}
	add := func(t table.Table, err error, formats ...table.Format) error {
		for _, format := range formats {
			var out bytes.Buffer
			err = cmp.Or(err, t.Write(&out, format))
			files[t.Name+"."+string(format)] = out.Bytes()
		}
		return err
	}
	const md, tex, csv = table.Markdown, table.LaTeX, table.CSV
	err := add(b.nine(), nil, csv)
	for id := 1; id <= 9; id++ {
		t, e := b.Table(id)
		err = cmp.Or(err, add(t, e, md, tex))
	}
	for id := 1; id <= 8; id++ {
		source, e1 := b.source(id)
		layout, e2 := b.layout(id)
		runs, e3 := b.RunTable(id)
		err = cmp.Or(err, add(source, e1, csv), add(layout, e2, tex), add(runs, e3, csv))
	}
	for _, t := range b.ownTables() {
		err = cmp.Or(err, add(t, nil, md, tex, csv))
	}
	return files, cmp.Or(err, add(b.status(), nil, md))
}

// ownTables are the tables that the paper does not have.
func (b *Book) ownTables() []table.Table {
	return []table.Table{b.summary(), b.Claims(), b.hardware(), b.epochTimes(), b.Rates(), b.hypotheses(3),
		b.hypotheses(8),
		b.clean(), b.splits()}
}

// Figures are all figures that the runs and sources allow: the paper's and our own. left says which were left out, and
// why.
func (b *Book) Figures(s Sources) (figures []*figure.Figure, left []error, err error) {
	all, err := b.figures(s)
	for _, f := range all {
		if f.Draw == nil {
			left = append(left, fmt.Errorf("%s: %w", f.Name, figure.ErrNoImages))
			continue
		}
		figures = append(figures, f)
	}
	return figures, left, err
}

// figures are all figures. Those that take images that aren't at hand have a name and a caption, and can't be drawn.
func (b *Book) figures(s Sources) (figures []*figure.Figure, err error) {
	for id := 1; id <= 13; id++ {
		f, err := b.Figure(id, s)
		if errors.Is(err, figure.ErrNoImages) {
			f, err = &figure.Figure{Name: fmt.Sprintf("figure%d", id), Caption: figure.Samples("", nil).Caption}, nil
		}
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	own, err := b.ownFigures(s)
	return append(figures, own...), err
}

// Write writes the whole report below folder: README.md, report.html, report.tex, tables/ and figures/. Without images
// at hand, figures of photographs stay as they are; left says which are missing.
func (b *Book) Write(folder string, s Sources) (left []error, err error) {
	figures, err := b.figures(s)
	if err != nil {
		return nil, err
	}
	for _, f := range figures {
		if f.Draw != nil {
			if err := f.SaveAll(filepath.Join(folder, "figures")); err != nil {
				return nil, err
			}
		}
	}
	figures, left = shown(folder, figures)
	files, err := b.texts(figures)
	if err != nil {
		return left, err
	}
	if files["report.html"], err = b.html(figures); err != nil {
		return left, err
	}
	for name, content := range files {
		if err := fetch.Save(filepath.Join(folder, filepath.FromSlash(name)), fetch.Content(content)); err != nil {
			return left, err
		}
	}
	return left, nil
}

// shown are the figures that are in folder, or can be drawn; left says which aren't, and why.
func shown(folder string, figures []*figure.Figure) (in []*figure.Figure, left []error) {
	for _, f := range figures {
		_, err := os.Stat(filepath.Join(folder, "figures", f.Name+".svg"))
		if f.Draw == nil && err != nil {
			left = append(left, fmt.Errorf("%s: %w", f.Name, figure.ErrNoImages))
			continue
		}
		in = append(in, f)
	}
	return in, left
}

// texts are the files of the report that are kept beside the runs, by path: tables, README.md and report.tex.
func (b *Book) texts(figures []*figure.Figure) (map[string][]byte, error) {
	files := map[string][]byte{}
	tables, err := b.tables()
	if err != nil {
		return nil, err
	}
	for name, content := range tables {
		files["tables/"+name] = content
	}
	if files["README.md"], err = b.markdown(figures); err != nil {
		return nil, err
	}
	files["report.tex"], err = b.tex(figures)
	return files, err
}
