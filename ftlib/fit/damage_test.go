package fit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/damage"
)

// TestMissingState refuses to start over where the state of an interrupted run is gone: it would cost the history.
func TestMissingState(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	c, dir := small(), filepath.Join(t.TempDir(), "small")
	ctx, stop := context.WithCancel(t.Context())
	if _, err := s.Run(ctx, c, Options{Dir: dir, Epoch: func(run.Epoch) { stop() }}); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	was := history(t, dir)
	if err := os.Remove(filepath.Join(dir, checkpointFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(t.Context(), c, Options{Dir: dir, Resume: true}); !errors.Is(err, ErrDamaged) ||
		!bytes.Equal(history(t, dir), was) {
		t.Errorf("%v, history %s", err, history(t, dir))
	}
}

// TestDamagedRunIsNotGoneOnWith damages each file of an interrupted run: it ends with what an undisturbed one has, or
// with an error.
func TestDamagedRunIsNotGoneOnWith(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	c := small()
	c.Epochs = 3
	interrupted := func(c run.Config) string {
		dir := filepath.Join(t.TempDir(), "small")
		ctx, stop := context.WithCancel(context.Background())
		if _, err := s.Run(ctx, c, Options{Dir: dir, Epoch: func(e run.Epoch) {
			if e.Epoch == 2 {
				stop()
			}
		}}); !errors.Is(err, ErrStopped) {
			t.Fatal(err)
		}
		return dir
	}
	dir, another := interrupted(c), c
	another.Seeds.Shuffle++
	damage.All(t, dir, []string{interrupted(another)}, 1, nil, func() (string, error) {
		r, err := s.Run(context.Background(), c, Options{Dir: dir, Resume: true})
		if err != nil {
			return "", err
		}
		_, err = run.Read(dir)
		return fmt.Sprint(r.History, r.Result.Test, r.Result.Predictions), err
	})
}
