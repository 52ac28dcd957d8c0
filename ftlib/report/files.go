package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Tables are the files of all tables, by path: table1.csv (the source of all numbers), table1.md, table1.tex,
// table1-layout.tex (the paper's layout) and table1-runs.csv, claims, hardware and macros.tex.
func (b *Book) Tables() (map[string][]byte, error) {
	files := map[string][]byte{}
	add := func(name string, t Table, format Format) error {
		var out bytes.Buffer
		err := t.Write(&out, format)
		files[name+"."+string(format)] = out.Bytes()
		return err
	}
	for id := 1; id <= 9; id++ {
		t, err := b.Table(id)
		if err != nil {
			return nil, err
		}
		if err := errors.Join(add(t.Name, t, Markdown), add(t.Name, t, LaTeX)); err != nil {
			return nil, err
		}
		if id == 9 {
			if err := add(t.Name, t, CSV); err != nil {
				return nil, err
			}
			continue
		}
		for _, variant := range []struct {
			make   func(int) (Table, error)
			format Format
		}{{b.Source, CSV}, {b.Layout, LaTeX}, {b.RunTable, CSV}} {
			t, err := variant.make(id)
			if err == nil {
				err = add(t.Name, t, variant.format)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	for _, t := range []Table{b.Claims(), b.Hardware()} {
		if err := errors.Join(add(t.Name, t, Markdown), add(t.Name, t, LaTeX), add(t.Name, t, CSV)); err != nil {
			return nil, err
		}
	}
	var macros bytes.Buffer
	err := b.Macros(&macros)
	files["macros.tex"] = macros.Bytes()
	return files, err
}

// Figures are all figures that the runs and sources allow: the paper's and our own. left says which were left out, and
// why.
func (b *Book) Figures(s Sources) (figures []*Figure, left []string, err error) {
	for id := 1; id <= 13; id++ {
		f, err := b.Figure(id, s)
		if err != nil {
			left = append(left, err.Error())
			continue
		}
		figures = append(figures, f)
	}
	own, err := b.OwnFigures(s)
	if s.Open == nil {
		left = append(left, "worst: no images at hand: name their folder with --data")
	}
	return append(figures, own...), left, err
}

// Page is the report as README.md and report.html.
func (b *Book) Page(figures []*Figure) (readme, html []byte, err error) {
	byName := map[string]*Figure{}
	for _, f := range figures {
		byName[f.Name] = f
	}
	d, err := b.page(byName)
	if err != nil {
		return nil, nil, err
	}
	if readme, err = d.markdown(); err != nil {
		return nil, nil, err
	}
	html, err = d.html()
	return readme, html, err
}

// Write writes the whole report below folder: README.md, report.html, report.tex, tables/ and figures/. left says which figures
// were left out, and why.
func (b *Book) Write(folder string, s Sources) (left []string, err error) {
	figures, left, err := b.Figures(s)
	if err != nil {
		return left, err
	}
	for _, f := range figures {
		if err := f.SaveAll(filepath.Join(folder, "figures")); err != nil {
			return left, err
		}
	}
	files, err := b.texts(figures)
	if err != nil {
		return left, err
	}
	for name, content := range files {
		err := writeFile(filepath.Join(folder, filepath.FromSlash(name)), func(w io.Writer) error {
			_, err := w.Write(content)
			return err
		})
		if err != nil {
			return left, err
		}
	}
	return left, nil
}

// texts are the files of the report that hold numbers, by path.
func (b *Book) texts(figures []*Figure) (map[string][]byte, error) {
	files := map[string][]byte{}
	tables, err := b.Tables()
	if err != nil {
		return nil, err
	}
	for name, content := range tables {
		files["tables/"+name] = content
	}
	readme, html, err := b.Page(figures)
	if err != nil {
		return nil, err
	}
	files["README.md"], files["report.html"] = readme, html
	files["report.tex"] = b.TeX(figures)
	return files, nil
}

// Check compares the tables below folder with what the runs say, and is an error that names those that differ: the
// test that nobody has typed a number. Only files that are there are compared.
func (b *Book) Check(folder string) error {
	tables, err := b.Tables()
	if err != nil {
		return err
	}
	var stale []string
	for name, want := range tables {
		got, err := os.ReadFile(filepath.Join(folder, "tables", name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			stale = append(stale, name)
		}
	}
	if len(stale) > 0 {
		sort.Strings(stale)
		return fmt.Errorf("%s: %s differ from the runs: ft report", folder, strings.Join(stale, ", "))
	}
	return nil
}
