package evaluate

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/testrun"
)

// TestEvaluate evaluates a small run on classes with hostile names: on its own test images, on other folders, on
// damaged files.
func TestEvaluate(t *testing.T) {
	ctx := t.Context()
	b, err := backend.Open(ctx, backend.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &fit.Session{Backend: b}
	data := testrun.Images(t)
	var runs []string
	for fold := 1; fold <= 2; fold++ {
		runs = append(runs, testrun.Train(t, s, data, fold))
	}
	r, err := run.Read(runs[0])
	if err != nil {
		t.Fatal(err)
	}

	t.Run("recorded", func(t *testing.T) {
		a, err := Run(ctx, s, runs[0], "")
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Images) != len(r.Result.Predictions) || len(a.Changed)+len(a.Unread)+len(a.Missing)+a.Trained != 0 {
			t.Fatalf("%d images of %d, %+v", len(a.Images), len(r.Result.Predictions), a.Notes())
		}
		for i, p := range r.Result.Predictions {
			if got := a.Images[i].Loss(); a.Images[i].File != p.File || !(math.Abs(got-p.Loss) < 1e-3*max(1, p.Loss)) {
				t.Errorf("%q has loss %g, its run says %g", p.File, got, p.Loss)
			}
		}
		m, err := a.Metrics()
		if err != nil || m.Accuracy.Count != r.Result.Test.Correct {
			t.Errorf("%d right, its run says %d, %v", m.Accuracy.Count, r.Result.Test.Correct, err)
		}
		out := t.TempDir()
		if err := a.Save(out); err != nil {
			t.Fatal(err)
		}
		var record Record
		text, err := os.ReadFile(filepath.Join(out, "metrics.json"))
		if err == nil {
			err = json.Unmarshal(text, &record)
		}
		if err != nil || record.Accuracy != m.Accuracy || record.Classes[0].Name != a.Classes[0] {
			t.Errorf("metrics.json: %v, %+v", err, record.Classes)
		}
		f, err := os.Open(filepath.Join(out, "predictions.csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil || len(rows) != len(a.Images)+1 || !slices.Equal(rows[0][4:], a.Classes) {
			t.Errorf("predictions.csv: %v, %q", err, rows[0])
		}
		for _, name := range []string{"confusion", "reliability", "roc", "precision-recall"} {
			for _, end := range []string{".svg", ".pdf", ".png"} {
				if _, err := os.Stat(filepath.Join(out, name+end)); err != nil {
					t.Error(err)
				}
			}
		}
		temperature, err := a.Fit()
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []float64{0, -1, math.NaN(), math.Inf(1)} {
			if a.Rescale(wrong) == nil {
				t.Errorf("temperature %g is taken", wrong)
			}
		}
		if err := a.Rescale(temperature); err != nil {
			t.Fatal(err)
		}
		after, err := a.Metrics()
		if err != nil || after.LogLoss > m.LogLoss+1e-9 || after.Accuracy != m.Accuracy {
			t.Errorf("at temperature %g the loss is %g after %g, %v", temperature, after.LogLoss, m.LogLoss, err)
		}
	})

	t.Run("another folder", func(t *testing.T) {
		other := t.TempDir()
		class := r.Result.Classes[1]
		if err := os.CopyFS(filepath.Join(other, class), os.DirFS(filepath.Join(data, class))); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(filepath.Join(other, "nobody's"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(other, class, "bad.jpg"), []byte("junk"), 0o644); err != nil {
			t.Fatal(err)
		}
		a, err := Run(ctx, s, runs[0], other)
		if err != nil {
			t.Fatal(err)
		}
		tested := 0
		for _, p := range r.Result.Predictions {
			if p.Class == 1 {
				tested++
			}
		}
		if len(a.Images) != testrun.PerClass || a.Trained != testrun.PerClass-tested || len(a.Unread) != 1 ||
			!slices.Equal(a.Unknown, []string{"nobody's"}) || len(a.Missing) != len(a.Classes)-1 {
			t.Errorf("%d images, %v", len(a.Images), a.Notes())
		}
		if notes := strings.Join(a.Notes(), "\n"); !strings.Contains(notes, "Left out, cannot be read: 1.") {
			t.Errorf("the file that is no image is not told: %s", notes)
		}
		m, err := a.Metrics()
		if err != nil || !math.IsNaN(float64(m.ROCAUC)) { // of one class alone there is none
			t.Errorf("ROC AUC %g, %v", m.ROCAUC, err)
		}
		if err := a.Save(t.TempDir()); err != nil {
			t.Error(err)
		}
		s.Strict = true
		defer func() { s.Strict = false }()
		if _, err := Run(ctx, s, runs[0], other); err == nil || !strings.Contains(err.Error(), "bad.jpg") {
			t.Errorf("where all images are to be read: %v", err)
		}
	})

	t.Run("doubts", func(t *testing.T) {
		var all []*Answers
		for _, dir := range runs {
			a, err := Run(ctx, s, dir, "")
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, a)
		}
		a, err := Pool(all...)
		if err != nil || len(a.Images) != testrun.PerClass*len(a.Classes) {
			t.Fatalf("%d images of all folds, %v", len(a.Images), err)
		}
		d, err := a.Doubts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Pairs) == 0 || d.Pairs[0].A == d.Pairs[0].B || !d.Pairs[0].Across {
			t.Errorf("the copy in another class is not the first pair: %+v", d.Pairs)
		}
		out := t.TempDir()
		if err := d.Save(out); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(out, "worst.svg")); err != nil {
			t.Error(err)
		}
		twice, err := Pool(all[0], all[0])
		if err != nil || len(twice.Images) != len(all[0].Images) ||
			math.Abs(twice.Images[0].Loss()-all[0].Images[0].Loss()) > 1e-12 {
			t.Errorf("the mean of two equal answers is another one, %v", err)
		}
	})

	t.Run("map", func(t *testing.T) {
		m, err := Embed(ctx, s, runs[0], "")
		if err != nil {
			t.Fatal(err)
		}
		if len(m.X) != len(r.Result.Predictions) || m.Shares[0] < m.Shares[1] || !(m.Shares[0] > 0) {
			t.Errorf("%d points, shares %v", len(m.X), m.Shares)
		}
		if _, err := m.Figure().PDF(); err != nil {
			t.Error(err)
		}
	})

	t.Run("refused", func(t *testing.T) {
		empty := t.TempDir()
		if _, err := Run(ctx, s, runs[0], empty); !errors.Is(err, ErrNoClass) {
			t.Errorf("an empty folder: %v", err)
		}
		if err := os.Mkdir(filepath.Join(empty, r.Result.Classes[0]), 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := Run(ctx, s, runs[0], empty); !errors.Is(err, metrics.ErrNoImages) {
			t.Errorf("an empty class: %v", err)
		}
		if _, err := Run(ctx, s, runs[0], filepath.Join(empty, "nowhere")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a missing folder: %v", err)
		}
		for name, want := range map[string]error{"unfinished": predict.ErrUnfinished, "diverged": ErrDiverged,
			"without a model": predict.ErrNoModel, "moved": ErrMoved} {
			dir := testrun.Broken(t, runs[0], name)
			if _, err := Run(ctx, s, dir, ""); !errors.Is(err, want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := Run(ctx, s, testrun.Broken(t, runs[0], "damaged"), ""); err == nil ||
			!strings.Contains(err.Error(), run.ResultFile) {
			t.Errorf("damaged: %v", err)
		}
	})
}
