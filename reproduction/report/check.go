package report

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Check compares the tables, the pages and the figures' SVG below folder with what the runs say, and is an error that
// names those that differ or are missing: the test that nobody has typed a number, and that nothing is out of date.
// Figures of photographs, and what is made from all this, report.html and report.pdf, are not compared.
func (b *Book) Check(folder string) error {
	figures, err := b.figures(Sources{})
	if err != nil {
		return err
	}
	figures, _ = shown(folder, figures)
	files, err := b.texts(figures)
	if err != nil {
		return err
	}
	for _, f := range figures {
		if f.Draw == nil {
			continue
		}
		var svg bytes.Buffer
		if err := f.Write(&svg, "svg"); err != nil {
			return err
		}
		files["figures/"+f.Name+".svg"] = svg.Bytes()
	}
	var stale []string
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if !bytes.Equal(got, want) {
			stale = append(stale, name)
		}
	}
	if len(stale) > 0 {
		slices.Sort(stale)
		return fmt.Errorf("%s: %s differ from what the runs say: ft report", folder, strings.Join(stale, ", "))
	}
	return nil
}
