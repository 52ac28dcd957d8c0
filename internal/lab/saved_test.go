package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// figureNotebook is a notebook with one figure, executed.
func figureNotebook(t testing.TB, l *Lab, dir string) (path string) {
	t.Helper()
	path = filepath.Join(dir, "01-figure.ipynb")
	write(t, path, "md:# Figure", `import (
	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/nb"
)`, "%%\nnb.Figure(figure.FoldScheme(\"folds\", []int{3, 2}))") // the imports are the earlier cell's
	if err := l.RunNotebook(t.Context(), path, dir, nil, 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSavedNotebook opens an executed notebook, which JupyterLab does not trust: it shows the figure, at the size of
// the drawing, and saving leaves the file as it was.
func TestSavedNotebook(t *testing.T) {
	l := theLab(t)
	dir := notebookDir(t, l)
	path := figureNotebook(t, l, dir)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := openLab(t, l, dir, filepath.Base(path))
	b.wait(time.Minute, figures(".jp-OutputArea-output img")+" === 1")
	b.screenshot("untrusted")
	var width float64
	b.do(10*time.Second, chromedp.Evaluate(`document.querySelector(".jp-OutputArea-output img").getBoundingClientRect().width`, &width))
	if width < 600 || width > 660 { // twice 84 mm
		t.Errorf("the figure is %g pixels wide", width)
	}
	b.wait(time.Minute, `document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status === "idle"`)
	b.click(`[...document.querySelectorAll(".lm-MenuBar-itemLabel")].find(e => e.innerText === "File")`)
	b.click(`document.querySelector('li[data-command="docmanager:save"]')`)
	time.Sleep(3 * time.Second)
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Errorf("opening and saving has changed\n%.3000s\ninto\n%.3000s", before, after)
	}
}

// TestLaTeXExport converts an executed notebook with Jupyter's own command, without a program that converts drawings.
func TestLaTeXExport(t *testing.T) {
	l := theLab(t)
	pandoc, err := exec.LookPath("pandoc")
	if err != nil {
		t.Skip("pandoc is not installed, which nbconvert converts text with")
	}
	dir := t.TempDir()
	path := figureNotebook(t, l, dir)
	cmd := exec.Command(l.python, "-m", "nbconvert", "--to", "latex", path)
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(l.python)+":"+filepath.Dir(pandoc))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	contains(t, strings.TrimSuffix(path, "ipynb")+"tex", "\\includegraphics", ".pdf}")
}
