package fit

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestDivergedRunStops checks that a training whose loss is no number any more ends with an error that a program can
// tell, that its record says so, and that it is not gone on with.
func TestDivergedRunStops(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	c := small()
	c.Optimizer = run.Optimizer{Name: "adadelta", LearningRate: 1e37}
	dir := filepath.Join(t.TempDir(), "wild")
	again := func(e run.Epoch) { t.Errorf("epoch %d is trained again", e.Epoch) }
	for _, o := range []Options{{Dir: dir}, {Dir: dir, Resume: true, Epoch: again}} {
		if _, err := s.Run(t.Context(), c, o); !errors.Is(err, ErrDiverged) {
			t.Fatalf("%+v: %v", o, err)
		}
	}
	r, err := run.Read(dir)
	if err != nil || !r.Diverged() || r.Result != nil || len(r.History) == c.Epochs {
		t.Errorf("%d epochs, diverged %v, %v", len(r.History), r.Diverged(), err)
	}
	if _, err := os.Stat(filepath.Join(dir, checkpointFile)); err == nil {
		t.Error("the state of a diverged training is kept")
	}
	for _, file := range []string{DataFile, run.HistoryFile} {
		if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
			t.Error(err)
		}
	}
}
