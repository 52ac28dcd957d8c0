package fit

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/run"
)

// watched is a training with validation images that stops early, with everything on that a history decides about.
func watched() run.Config {
	c := small()
	c.Split = run.Split{Kind: "60/20/20"}
	c.Optimizer = run.Optimizer{Name: "sgd", LearningRate: 0.02, Momentum: 0.9, Nesterov: true, WeightDecay: 0.001}
	c.ClassWeight, c.LabelSmoothing = "balanced", 0.1
	c.Schedule = run.Schedule{Kind: "plateau", Patience: 2, Factor: 0.5}
	c.EarlyStopping = run.EarlyStopping{Patience: 6, Start: 2}
	return c
}

func sameModel(t *testing.T, a, b string) {
	t.Helper()
	for _, file := range []string{run.HistoryFile, ModelFile, PredictionsFile} {
		x, err := os.ReadFile(filepath.Join(a, file))
		if err != nil {
			t.Fatal(err)
		}
		if y, err := os.ReadFile(filepath.Join(b, file)); err != nil || !bytes.Equal(x, y) {
			t.Errorf("%s differs: %v", file, err)
		}
	}
}

// TestEarlyStopping stops, keeps the best epoch's weights, and does the same when it is interrupted again and again.
func TestEarlyStopping(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for half a minute")
	}
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	for name, change := range map[string]func(*run.Config){"kernels": func(*run.Config) {},
		"XLA": func(c *run.Config) { c.Optimizer.GlobalClipNorm = 1 },
		"folds": func(c *run.Config) {
			c.Split = run.Split{Kind: "stratified", Fold: 2, Validation: 0.2}
			c.Schedule = run.Schedule{Kind: "step", Every: 5}
		}} {
		t.Run(name, func(t *testing.T) {
			c := watched()
			change(&c)
			whole, dir := filepath.Join(t.TempDir(), "small"), filepath.Join(t.TempDir(), "small")
			r, err := s.Run(context.Background(), c, Options{Dir: whole})
			if err != nil {
				t.Fatal(err)
			}
			epochs, best := len(r.History), r.Result.BestEpoch
			if epochs == c.Epochs || best != epochs-6 {
				t.Errorf("stopped after %d of %d epochs, the best is %d", epochs, c.Epochs, best)
			}
			if got, want := r.Result.Validation.Correct, r.History[best-1].ValCorrect; got != want {
				t.Errorf("%d validation images right in the end, %d in epoch %d", got, want, best)
			}
			text, err := os.ReadFile(filepath.Join(whole, DataFile))
			if err != nil {
				t.Fatal(err)
			}
			for part, score := range map[string]run.Score{dataset.Train: r.Result.Train, dataset.Validation: r.Result.Validation,
				dataset.Test: r.Result.Test} {
				if n := strings.Count(string(text), `"part": "`+part+`"`); n != score.Total {
					t.Errorf("%s has %d images of part %s, the run %d", DataFile, n, part, score.Total)
				}
			}
			if n := r.Result.Test.Total; n != 32 || len(r.Result.Predictions) != n {
				t.Errorf("%d test images", n)
			}
			for done := false; !done; {
				left := 4
				_, err := s.Run(countdown{context.Background(), &left, context.Canceled}, c, Options{Dir: dir, Resume: true})
				if done = err == nil; !done && !errors.Is(err, ErrStopped) {
					t.Fatal(err)
				}
			}
			sameModel(t, whole, dir)
			if _, err := run.Read(dir); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestMoreEpochs goes on with a finished run that has kept its state, to the bits of one that was as long from the
// beginning.
func TestMoreEpochs(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t)}
	dir := func() string { return filepath.Join(t.TempDir(), "small") }
	short, long := watched(), watched()
	short.Schedule.Patience, long.Schedule.Patience, short.EarlyStopping.Patience, long.EarlyStopping.Patience = 1, 1, 8, 8
	short.Epochs, long.Epochs, short.KeepState, long.KeepState = 5, 9, true, true
	train := func(c run.Config, dir string) error {
		_, err := s.Run(context.Background(), c, Options{Dir: dir, Resume: true})
		return err
	}
	whole, grown, bare, cosine := dir(), dir(), dir(), dir()
	for _, step := range []struct {
		run.Config
		dir string
	}{{long, whole}, {short, grown}, {short, grown}, {long, grown}} {
		if err := train(step.Config, step.dir); err != nil {
			t.Fatal(err)
		}
	}
	sameModel(t, whole, grown)
	if err := train(short, grown); !errors.Is(err, ErrOther) {
		t.Errorf("fewer epochs: %v", err)
	}
	short.KeepState, long.KeepState = false, false
	if err := train(short, bare); err != nil {
		t.Fatal(err)
	}
	if err := train(long, bare); !errors.Is(err, ErrNoState) {
		t.Errorf("without a state: %v", err)
	}
	if r, err := run.Read(bare); err != nil || r.Result == nil {
		t.Errorf("the finished run is gone: %v", err)
	}
	short.Schedule, long.Schedule = run.Schedule{}, run.Schedule{}
	short.Schedule.Kind, long.Schedule.Kind, short.KeepState, long.KeepState = "cosine", "cosine", true, true
	if err := train(short, cosine); err != nil {
		t.Fatal(err)
	}
	if err := train(long, cosine); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), "made for 5 epochs") {
		t.Errorf("a schedule of other epochs: %v", err)
	}
}
