// Package testrun makes small runs for tests, on classes whose names mean something to CSV, HTML, Markdown and LaTeX.
package testrun

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
)

// PerClass is the number of images of each class.
const PerClass = 12

// classes are the names; the order of bytes is theirs.
var classes = []string{"<b>&amp;</b>|`x`", "\\textbf{50%}_$#^~", "a, \"b\"; 'c'", "line\nfeed"}

// Images writes a folder of drawn images. The last image of the second class is a copy of the first one of the first
// class.
func Images(t *testing.T) string {
	t.Helper()
	d, err := drawn.Open(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(t.TempDir(), "photos, \"mine\" & <yours>")
	taken := make([]int, len(classes))
	copyTo := func(from int, class int, name string) {
		t.Helper()
		text, err := os.ReadFile(d.Path(from))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(root, classes[class], name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, class := range d.Labels {
		most := PerClass
		if class == 1 {
			most--
		}
		if taken[class] < most {
			taken[class]++
			copyTo(i, class, filepath.Base(d.Files[i]))
		}
	}
	copyTo(0, 1, "copy <1>.png")
	return root
}

// Train trains a head on random weights on a fold of two, and returns the run's folder.
func Train(t *testing.T, s *fit.Session, data string, fold int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "runs", "small <&> \"run\"")
	c := run.Config{Model: "resnet50", Head: "avg,16", Weights: "random", Data: data,
		Image: run.Image{Size: 32, Interpolation: "bilinear"}, Split: run.Split{Kind: "stratified", Folds: 2, Fold: fold},
		Seeds: run.Seeds{Split: 2, Init: 1}, Batch: 16, Epochs: 2}
	if _, err := s.Run(t.Context(), c, fit.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Broken copies a run and breaks the copy: unfinished, diverged, damaged, without a model or moved, that is without its
// images.
func Broken(t *testing.T, dir, how string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "runs", "broken")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := run.Read(to)
	check(err)
	switch how {
	case "unfinished", "diverged":
		check(r.Remove(run.ResultFile))
		r.Result, r.History, r.EpochSeconds = nil, r.History[:1], r.EpochSeconds[:1]
		if how == "diverged" {
			r.History[0].Loss = math.NaN()
		}
		check(r.Save())
	case "damaged":
		check(os.Truncate(filepath.Join(to, run.ResultFile), 200))
	case "without a model":
		check(os.Remove(filepath.Join(to, fit.ModelFile)))
	case "moved":
		r.Config.Data = filepath.Join(to, "nowhere")
		check(r.Save())
	default:
		t.Fatalf("no way to break a run: %s", how)
	}
	return to
}
