package lab

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// firstCell is the limit for a notebook's first cell: the kernel compiles this library for it, on a machine that may be
// busy with other tests.
const firstCell = 5 * time.Minute

// copyNotebook puts one of the project's notebooks into dir without its outputs, so that what a page shows was made
// now. Each pair of replace is old and new code.
func copyNotebook(t testing.TB, l *Lab, dir, name string, replace ...string) string {
	t.Helper()
	path, err := Find(l.Notebooks(), name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	for _, c := range doc["cells"].([]any) {
		cell := c.(map[string]any)
		if cell["cell_type"] != "code" {
			continue
		}
		cell["outputs"], cell["execution_count"] = []any{}, nil
		var source strings.Builder
		for _, line := range cell["source"].([]any) {
			source.WriteString(line.(string))
		}
		cell["source"] = strings.NewReplacer(replace...).Replace(source.String())
	}
	if b, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	file := filepath.Base(path)
	if err := os.WriteFile(filepath.Join(dir, file), b, 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// notebookDir is an empty folder with a space in its name. It is outside the checkout, so the checkout's images are
// named to the cells.
func notebookDir(t testing.TB, l *Lab) string {
	t.Helper()
	for _, place := range []string{"data", filepath.Join("..", "shared", "data")} {
		if images := filepath.Join(l.root, place, "cats-dogs-horses-humans"); exists(images) && os.Getenv("FT_DATA") == "" {
			t.Setenv("FT_DATA", images)
		}
	}
	dir := filepath.Join(t.TempDir(), "my notebooks")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// ended waits until no cell is running or waiting and checks that none has failed.
func (b browser) ended(limit time.Duration) {
	b.t.Helper()
	b.wait(limit, `[...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].every(e => /\d/.test(e.innerText))`)
	b.wait(time.Second, `!document.querySelector('.jp-OutputArea [data-mime-type="application/vnd.jupyter.stderr"], .jp-OutputArea [data-mime-type="application/vnd.jupyter.error"]')`)
}

// show scrolls a piece of the notebook into view, for a screenshot.
func (b browser) show(selector string) {
	b.t.Helper()
	b.do(10*time.Second, chromedp.Evaluate(fmt.Sprintf(`[...document.querySelectorAll(%q)].at(-1)?.scrollIntoView({block: "center"})`, selector), nil),
		chromedp.Sleep(300*time.Millisecond))
}

// figures is a JavaScript expression: how many figures a selector finds that the page has drawn.
func figures(selector string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(e => e.tagName !== "IMG" || e.naturalWidth > 0).length`,
		selector)
}

// TestChangeOneNumber is a reader's: a learning rate is changed in the notebook of Table 5, and table and figure
// follow.
func TestChangeOneNumber(t *testing.T) {
	l := theLab(t)
	t.Setenv("FT_TRIES", filepath.Join(t.TempDir(), "tries"))
	dir := notebookDir(t, l)
	b := openLab(t, l, dir, copyNotebook(t, l, dir, "05", `nb.Param("epochs", 100)`, `nb.Param("epochs", 4)`,
		`nb.Param("rate", 0.001)`, `nb.Param("rate", 0.002)`))
	b.runAll()
	b.text(firstCell, "the recorded runs, and the runs of this notebook")
	b.text(time.Minute, "optimizer.learning_rate 0.002")
	b.show(".jp-RenderedMarkdown.jp-OutputArea-output table")
	b.screenshot("table")
	b.text(4*time.Minute, "run by run")
	b.ended(time.Minute)
	// Loss and accuracy beside the recorded runs, and Figures 10 and 11.
	b.wait(10*time.Second, figures(".jp-RenderedSVG img, .jp-RenderedSVG svg")+" === 4")
	b.show(".jp-RenderedSVG")
	b.screenshot("curve")
}
