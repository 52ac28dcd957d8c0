package fit

import (
	"os"
	"path/filepath"
	"testing"
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
