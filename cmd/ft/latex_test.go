package main

import (
	"bytes"
	"os/exec"
	"testing"
)

// TestReportCompiles takes the committed tables, macros and figures through LaTeX, where there is one.
func TestReportCompiles(t *testing.T) {
	latex, err := exec.LookPath("pdflatex")
	if err != nil {
		t.Skip(err)
	}
	if err := exec.Command("kpsewhich", "siunitx.sty", "booktabs.sty", "geometry.sty").Run(); err != nil {
		t.Skipf("packages of LaTeX are missing: %v", err)
	}
	cmd := exec.Command(latex, "-interaction=nonstopmode", "-halt-on-error", "-output-directory", t.TempDir(), "report.tex")
	cmd.Dir = "../../results"
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if bytes.Contains(out, []byte("Overfull")) {
		t.Errorf("a table is wider than the page:\n%s", out)
	}
}
