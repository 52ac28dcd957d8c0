package fit

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestFailedRunLeavesNothing checks that the folder of the runs is as empty after a run that cannot begin as before it.
func TestFailedRunLeavesNothing(t *testing.T) {
	runs := t.TempDir()
	c := small()
	c.Data = filepath.Join(runs, "no such folder")
	if _, err := (&Session{}).Run(t.Context(), c, Options{Dir: filepath.Join(runs, "x")}); err == nil {
		t.Error("a run on images that are not there")
	}
	if left, err := os.ReadDir(runs); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestLockByAnotherName keeps a second training out of a run folder that it knows by a link.
func TestLockByAnotherName(t *testing.T) {
	runs := t.TempDir()
	dir, link := filepath.Join(runs, "a"), filepath.Join(runs, "b")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.Symlink("a", link)); err != nil {
		t.Fatal(err)
	}
	unlock, err := lockFolder(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if free, err := lockFolder(ctx, link, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
		free()
	}
}
