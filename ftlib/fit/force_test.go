package fit

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestForceCostsNothingInVain checks that a run is replaced only by one that can be trained, and that nothing but a run
// is.
func TestForceCostsNothingInVain(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t)}
	dir := filepath.Join(t.TempDir(), "small")
	c := small()
	c.Epochs = 1
	if _, err := s.Run(context.Background(), c, Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	before := history(t, dir)
	for _, trainable := range []string{"none", "0", "conv5_block3_out", "no-layer"} {
		bad := c
		bad.Trainable = trainable
		if _, err := s.Run(context.Background(), bad, Options{Dir: dir, Force: true}); err == nil ||
			!strings.Contains(err.Error(), trainable) {
			t.Errorf("trainable %s: %v", trainable, err)
		}
		if string(history(t, dir)) != string(before) {
			t.Fatal("the run that was there is lost")
		}
	}
	work := filepath.Join(dir, "thesis.txt")
	if err := os.WriteFile(work, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(context.Background(), c, Options{Dir: dir, Force: true}); err == nil ||
		!strings.Contains(err.Error(), "thesis.txt") || !errors.Is(err, ErrForeign) {
		t.Errorf("a folder with other files: %v", err)
	}
	if err := os.Remove(work); err != nil {
		t.Fatal(err)
	}
	hidden := filepath.Join(dir, ".notes")
	if err := os.WriteFile(hidden, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(context.Background(), c, Options{Dir: dir, Resume: true}); err != nil {
		t.Error(err)
	}
	c.Seeds.Shuffle++
	if _, err := s.Run(context.Background(), c, Options{Dir: dir, Force: true}); err != nil {
		t.Error(err)
	}
	if string(history(t, dir)) == string(before) {
		t.Error("the run was not replaced")
	}
	if _, err := os.Stat(hidden); err != nil {
		t.Error(err)
	}
}
