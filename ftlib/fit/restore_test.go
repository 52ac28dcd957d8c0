package fit

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// TestRestoreRefusesWhatDoesNotFit goes on with a run whose state was saved on other images or weights, or is
// incomplete.
func TestRestoreRefusesWhatDoesNotFit(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	c := small()
	c.Epochs = 2
	dir := filepath.Join(t.TempDir(), "small")
	ctx, stop := context.WithCancel(context.Background())
	if _, err := s.Run(ctx, c, Options{Dir: dir, Epoch: func(run.Epoch) { stop() }}); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	path := filepath.Join(dir, checkpointFile)
	state, metadata, err := weights.ReadSafetensors(path)
	if err != nil {
		t.Fatal(err)
	}
	rewrite := func(change map[string]string) { // as an older version would have, without a manifest
		t.Helper()
		other := maps.Clone(metadata)
		maps.Copy(other, change)
		moved := filepath.Join(t.TempDir(), checkpointFile) // the tensors lie in the old file
		if err := cmp.Or(weights.WriteSafetensors(moved, state, other), os.Rename(moved, path)); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(dir, run.ManifestFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
	for key, says := range map[string]string{"images": "other images", "base": `other weights than those of "random"`} {
		if was := metadata[key]; len(was) != 64 {
			t.Fatalf("%s of the state is %q", key, was)
		}
		rewrite(map[string]string{key: strings.Repeat("0", 64)})
		if _, err := s.Run(context.Background(), c, Options{Dir: dir, Resume: true}); err == nil ||
			!strings.Contains(err.Error(), says) {
			t.Errorf("another digest of %s: %v", key, err)
		}
	}
	fc1 := state["fc1/bias"]
	delete(state, "fc1/bias")
	rewrite(nil)
	if _, err := s.Run(context.Background(), c, Options{Dir: dir, Resume: true}); err == nil ||
		!strings.Contains(err.Error(), path) || !errors.Is(err, ErrDamaged) {
		t.Errorf("a state without a tensor: %v", err)
	}
	state["fc1/bias"] = fc1
	rewrite(nil)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A process that was killed at its very end leaves both a result and a state.
	if err := os.WriteFile(filepath.Join(dir, run.TimingFile), []byte("epoch,seconds\n1,5000\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := s.Run(context.Background(), c, Options{Dir: dir, Resume: true})
	if err != nil {
		t.Fatal(err)
	}
	if s := r.Result.Seconds; s.Train < 5000 || s.Total < s.Train {
		t.Errorf("the epochs took %g s, the run %g", s.Train, s.Total)
	}
	if err := os.WriteFile(path, whole, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(context.Background(), c, Options{Dir: dir, Resume: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the state of a finished run is still there: %v", err)
	}
}
