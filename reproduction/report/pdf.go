package report

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/finetune-go/ft/internal/browser"
	"github.com/finetune-go/ft/internal/child"
	"github.com/finetune-go/ft/internal/fetch"
)

// errNoPDF says that no program is there that makes the report a PDF.
var errNoPDF = errors.New("no program makes it: install chromium, tectonic or pdflatex, or print report.html from " +
	"a browser")

// PDF makes report.pdf of the report in folder, with the first of Chromium, tectonic and pdflatex that is there, and
// returns that program's name. Without any the error says so.
func PDF(ctx context.Context, folder string) (tool string, err error) {
	folder, err = filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	pdf := filepath.Join(folder, "report.pdf")
	work, remove, err := fetch.Scratch("ft-pdf-")
	if err != nil {
		return "", err
	}
	defer remove()
	tool, err = browser.Print(ctx, filepath.Join(folder, "report.html"), pdf)
	if !errors.Is(err, browser.ErrNone) {
		return tool, err
	}
	for _, engine := range []struct {
		name  string
		times int // the second time with the first one's references
		args  []string
	}{
		{"tectonic", 1, []string{"--outdir", work}},
		{"pdflatex", 2, []string{"-interaction=nonstopmode", "-halt-on-error", "-output-directory=" + work}},
	} {
		path, err := exec.LookPath(engine.name)
		if err != nil {
			continue
		}
		for range engine.times {
			if err := execute(ctx, folder, path, append(engine.args, "report.tex")...); err != nil {
				return engine.name, err
			}
		}
		text, err := os.ReadFile(filepath.Join(work, "report.pdf"))
		if err == nil {
			err = fetch.WriteBytes(pdf, text)
		}
		return engine.name, err
	}
	return "", errNoPDF
}

// execute runs a program and makes its failure one line: what LaTeX marks as the error, or the last line it wrote.
func execute(ctx context.Context, folder, path string, args ...string) error {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = folder
	child.BindGroup(cmd, 5*time.Second)
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	reason := child.LastLine(string(out))
	for l := range strings.Lines(string(out)) {
		if strings.HasPrefix(l, "!") {
			reason = strings.TrimSpace(l)
			break
		}
	}
	return fmt.Errorf("%s: %w: %s", filepath.Base(path), err, reason)
}
