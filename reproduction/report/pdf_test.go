package report

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestPDF makes the report a PDF where Chromium or a TeX engine is there, and compiles the sample document with all
// macros, tables and figures with each TeX engine that is there.
func TestPDF(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	folder := t.TempDir()
	if _, err := newBook(someRuns()).Write(folder, Sources{}); err != nil {
		t.Fatal(err)
	}
	t.Run("report", func(t *testing.T) {
		tool, err := PDF(t.Context(), folder)
		if errors.Is(err, errNoPDF) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(folder, "report.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s made %d bytes", tool, info.Size())
	})
	for engine, args := range map[string][]string{
		"tectonic": {"report.tex"},
		"pdflatex": {"-interaction=nonstopmode", "-halt-on-error", "report.tex"},
		"lualatex": {"-interaction=nonstopmode", "-halt-on-error", "report.tex"},
	} {
		t.Run(engine, func(t *testing.T) {
			path, err := exec.LookPath(engine)
			if err != nil {
				t.Skipf("no %s: install texlive-latex-recommended and texlive-science, or tectonic", engine)
			}
			compile := func(folder string) (string, error) {
				cmd := exec.Command(path, args...)
				cmd.Dir = folder
				out, err := cmd.CombinedOutput()
				return string(out), err
			}
			// Some installations have an engine without its fonts, or lack a package that the tables need.
			probe := t.TempDir()
			const text = "\\documentclass{article}\\usepackage{geometry,array,booktabs,siunitx,graphicx}\\begin{document}probe\\end{document}"
			if err := os.WriteFile(filepath.Join(probe, "report.tex"), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := compile(probe); err != nil || strings.Contains(out, "Error in luaotfload") {
				t.Skipf("%s is incomplete: %v\n%s", engine, err, out)
			}
			out, err := compile(folder)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, bad := range []string{"Missing character", "Float too large", "Overfull"} {
				if strings.Contains(out, bad) {
					t.Errorf("%s in\n%s", bad, out)
				}
			}
		})
	}
}
