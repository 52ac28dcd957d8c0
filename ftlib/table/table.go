// Package table is a table of text with its formats: a page, a paper, a terminal, a program.
//
//	t := table.Table{Name: "seeds", Caption: "Accuracy by seed",
//		Columns: []table.Column{{Head: "seed", Right: true}, {Head: "accuracy (%)", Right: true}}}
//	t.Rows = append(t.Rows, []string{"1", table.Decimals(2)(97.531)})
//	err := t.Save("seeds.tex") // .md, .csv, .html and .txt likewise
package table

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/printable"
)

// Table is a table of text that can be written for a page, a paper, a terminal or a program.
type Table struct {
	Name    string // stem of its file names: "table5"
	Caption string
	Columns []Column
	Over    []string   // heads over neighbouring columns, one for each column, equal for those that share one; may be nil
	Rows    [][]string // numbers as text, with a point and without thousands separators
	Notes   []string   // lines below the table
	Writer  string     // the command that writes the file anew, for LaTeX's first line; may be ""
}

// Column is the head of a column.
type Column struct {
	Head  string
	Right bool // numbers: aligned to the right, in LaTeX by siunitx
}

// Format is a way to write a table.
type Format string

// The formats, under the ends of their files.
const (
	Markdown Format = "md"
	CSV      Format = "csv"
	LaTeX    Format = "tex"
	HTML     Format = "html"
	Text     Format = "txt"
)

// ParseFormat is the format of a name: the end of its files' names, or markdown, latex or text in full.
func ParseFormat(name string) (Format, error) {
	if short, ok := map[string]Format{"markdown": Markdown, "latex": LaTeX, "text": Text}[name]; ok {
		return short, nil
	}
	switch f := Format(name); f {
	case Markdown, CSV, LaTeX, HTML, Text:
		return f, nil
	}
	return "", fmt.Errorf("no format %q: name md, csv, tex, html or txt", name)
}

// Write writes the table to w. It is an error if a row has more or fewer cells than there are columns.
func (t Table) Write(w io.Writer, format Format) error {
	if t.Over != nil && len(t.Over) != len(t.Columns) {
		return fmt.Errorf("table %s: %d heads over %d columns", t.Name, len(t.Over), len(t.Columns))
	}
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return fmt.Errorf("table %s: row %d has %d cells for %d columns", t.Name, i+1, len(row), len(t.Columns))
		}
	}
	format, err := ParseFormat(string(format))
	if err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	var b bytes.Buffer
	switch format {
	case Markdown:
		t.markdown(&b)
	case CSV:
		if err := t.csv(&b); err != nil {
			return err
		}
	case LaTeX:
		t.latex(&b)
	case HTML:
		t.html(&b)
	case Text:
		t.text(&b)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Save writes the table to path, in the format of its end, such as .md or .csv. The file is replaced as a whole, and
// its folder is made if need be.
func (t Table) Save(path string) error {
	return fetch.Save(path, func(w io.Writer) error {
		return t.Write(w, Format(strings.TrimPrefix(filepath.Ext(path), ".")))
	})
}

// String is the table as text for a terminal.
func (t Table) String() string {
	var b bytes.Buffer
	if err := t.Write(&b, Text); err != nil {
		return err.Error()
	}
	return b.String()
}

func (t Table) heads() []string {
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
		if t.Over != nil && t.Over[i] != "" {
			heads[i] = t.Over[i] + ", " + c.Head
		}
	}
	return heads
}

// spans calls do for each run of columns that share a head over them.
func (t Table) spans(do func(from, to int)) {
	for from := 0; from < len(t.Over); {
		to := from + 1
		for to < len(t.Over) && t.Over[to] == t.Over[from] {
			to++
		}
		do(from, to)
		from = to
	}
}

// widths are the characters each column needs, at least least.
func (t Table) widths(least int, escape func(string) string) []int {
	widths := make([]int, len(t.Columns))
	for i, head := range t.heads() {
		widths[i] = max(least, utf8.RuneCountInString(escape(head)))
		for _, row := range t.Rows {
			widths[i] = max(widths[i], utf8.RuneCountInString(escape(row[i])))
		}
	}
	return widths
}

func pad(s string, width int, right bool) string {
	fill := strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
	if right {
		return fill + s
	}
	return s + fill
}

func (t Table) csv(b *bytes.Buffer) error {
	w := csv.NewWriter(b)
	if err := w.Write(t.heads()); err != nil {
		return err
	}
	return w.WriteAll(t.Rows)
}

// text writes aligned columns for a terminal.
func (t Table) text(b *bytes.Buffer) {
	if t.Caption != "" {
		fmt.Fprintf(b, "%s\n", printable.Text(t.Caption))
	}
	widths := t.widths(0, printable.Line)
	line := func(cells []string) {
		var l strings.Builder
		for i, cell := range cells {
			if i > 0 {
				l.WriteString("  ")
			}
			l.WriteString(pad(printable.Line(cell), widths[i], t.Columns[i].Right))
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(t.heads())
	for _, row := range t.Rows {
		line(row)
	}
	for _, note := range t.Notes {
		fmt.Fprintf(b, "%s\n", printable.Text(strings.ReplaceAll(note, "`", "")))
	}
}
