package runreport

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/browsertest"
)

// TestWrite writes pages about recorded runs, older ones without a list of their images too, and refuses one that is
// unfinished.
func TestWrite(t *testing.T) {
	const recorded = "../../results/runs/"
	var parts []Part
	for _, name := range []string{"vgg16-n3-holdout-seed1", "resnet50-n6-holdout-seed1"} {
		r, err := run.Read(recorded + name)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, Part{Run: r, Without: "its images are not at hand", Commands: []string{"ft train <again>"}})
	}
	for n := range parts {
		dir := t.TempDir()
		if err := Write(dir, parts[:n+1]...); err != nil {
			t.Fatal(err)
		}
		t.Run("browser", func(t *testing.T) {
			browsertest.Inspect(t, filepath.Join(dir, HTMLFile), browsertest.Phone, browsertest.Laptop)
		})
		html, err := os.ReadFile(filepath.Join(dir, HTMLFile))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"VGG16 with weights from ImageNet was trained for ", "an accuracy of",
			"ft train &lt;again&gt;", "its images are not at hand"} {
			if !strings.Contains(string(html), want) {
				t.Errorf("report.html of %d runs lacks %q", n+1, want)
			}
		}
		if got := strings.Contains(string(html), "standard deviation"); got != (n == 1) {
			t.Errorf("report.html of %d runs: side by side is %v", n+1, got)
		}
		markdown, err := os.ReadFile(filepath.Join(dir, MarkdownFile))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(markdown)) {
			if _, file, is := strings.Cut(line, "]("); is {
				if _, err := os.Stat(filepath.Join(dir, strings.TrimSuffix(file, ")\n"))); err != nil {
					t.Error(err)
				}
			}
		}
	}
	unfinished := *parts[1].Run
	unfinished.Result = nil
	dir := filepath.Join(t.TempDir(), "page")
	err := Write(dir, slices.Concat(parts[:1], []Part{{Run: &unfinished}})...)
	if !errors.Is(err, predict.ErrUnfinished) {
		t.Errorf("an unfinished run ends in %v", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("something was written all the same")
	}
	if err := Write(dir); err == nil {
		t.Error("a report on nothing is no error")
	}
}
