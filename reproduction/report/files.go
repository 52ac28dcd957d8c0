package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Tables are the files of all tables, by path: table1.csv (the source of all numbers), table1.md, table1.tex,
// table1-layout.tex (the paper's layout) and table1-runs.csv, summary, claims, hardware, times and macros.tex.
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
	for _, t := range []Table{b.Summary(), b.Claims(), b.Hardware(), b.EpochTimes(), b.Rates()} {
		if err := errors.Join(add(t.Name, t, Markdown), add(t.Name, t, LaTeX), add(t.Name, t, CSV)); err != nil {
			return nil, err
		}
	}
	if err := add("status", b.Status(), Markdown); err != nil {
		return nil, err
	}
	var macros bytes.Buffer
	err := b.Macros(&macros)
	files["macros.tex"] = macros.Bytes()
	return files, err
}

// Figures are all figures that the runs and sources allow: the paper's and our own. left says which were left out, and
// why.
func (b *Book) Figures(s Sources) (figures []*Figure, left []string, err error) {
	all, err := b.figures(s)
	for _, f := range all {
		if f.draw == nil {
			left = append(left, fmt.Sprintf("%s: %v", f.Name, ErrNoImages))
			continue
		}
		figures = append(figures, f)
	}
	return figures, left, err
}

// figures are all figures. Those that take images that aren't at hand have a name and a caption, and can't be drawn.
func (b *Book) figures(s Sources) (figures []*Figure, err error) {
	for id := 1; id <= 13; id++ {
		f, err := b.Figure(id, s)
		if errors.Is(err, ErrNoImages) {
			f, err = &Figure{Name: fmt.Sprintf("figure%d", id), Caption: Samples(nil).Caption}, nil
		}
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	own, err := b.OwnFigures(s)
	return append(figures, own...), err
}

// Page is the report as README.md and report.html. README.md shows all figures from their files, report.html those that
// can be drawn.
func (b *Book) Page(figures []*Figure) (readme, html []byte, err error) {
	d, err := b.page(figures)
	if err != nil {
		return nil, nil, err
	}
	if readme, err = d.markdown(); err != nil {
		return nil, nil, err
	}
	html, err = d.html()
	return readme, html, err
}

// Write writes the whole report below folder: README.md, report.html, report.tex, tables/ and figures/. Without images
// at hand, figures of photographs stay as they are; left says which are missing.
func (b *Book) Write(folder string, s Sources) (left []string, err error) {
	figures, err := b.figures(s)
	if err != nil {
		return nil, err
	}
	for _, f := range figures {
		if f.draw != nil {
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
	if _, files["report.html"], err = b.Page(figures); err != nil {
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

// shown are the figures that are in folder, or can be drawn; left says which aren't, and why.
func shown(folder string, figures []*Figure) (in []*Figure, left []string) {
	for _, f := range figures {
		_, err := os.Stat(filepath.Join(folder, "figures", f.Name+".svg"))
		if f.draw == nil && err != nil {
			left = append(left, fmt.Sprintf("%s: %v", f.Name, ErrNoImages))
			continue
		}
		in = append(in, f)
	}
	return in, left
}

// texts are the files of the report that are kept beside the runs, by path: tables, README.md and report.tex.
func (b *Book) texts(figures []*Figure) (map[string][]byte, error) {
	files := map[string][]byte{}
	tables, err := b.Tables()
	if err != nil {
		return nil, err
	}
	for name, content := range tables {
		files["tables/"+name] = content
	}
	d, err := b.page(figures)
	if err != nil {
		return nil, err
	}
	files["README.md"], err = d.markdown()
	files["report.tex"] = b.TeX(figures)
	return files, err
}
