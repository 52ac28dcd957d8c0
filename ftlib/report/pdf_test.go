package report_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/report"
)

// TestTeX compiles the sample document with all tables, macros and figures, where a TeX engine or Chromium is there.
func TestTeX(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	folder := t.TempDir()
	if keep := os.Getenv("FT_KEEP_REPORT"); keep != "" {
		folder = keep
	}
	if _, err := report.New(someRuns()).Write(folder, report.Sources{}); err != nil {
		t.Fatal(err)
	}
	tool, err := report.PDF(t.Context(), folder)
	if errors.Is(err, report.ErrNoPDF) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(folder, "report.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	if tool != "pdflatex" && tool != "tectonic" { // try the document, too, if an engine is there
		for _, engine := range []string{"pdflatex", "tectonic"} {
			if path, err := exec.LookPath(engine); err == nil {
				args := []string{"report.tex"}
				if engine == "pdflatex" {
					args = []string{"-interaction=nonstopmode", "-halt-on-error", "report.tex"}
				}
				cmd := exec.Command(path, args...)
				cmd.Dir = folder
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", engine, err, out)
				}
				break
			}
		}
	}
	t.Logf("%s made %d bytes", tool, info.Size())
}
