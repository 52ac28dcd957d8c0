package venv

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestMissing finds a package that is gone from an installation, which is then made anew.
func TestMissing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "venv[1]")
	packages := filepath.Join(dir, "lib", "python3.11", "site-packages")
	installed := 0
	fill := func() {
		t.Helper()
		err := Fill(context.Background(), dir, "state", nil, func() error {
			installed++
			for _, folder := range []string{filepath.Join(packages, "nbclient"), filepath.Join(dir, "bin")} {
				if err := os.MkdirAll(folder, 0o755); err != nil {
					return err
				}
			}
			return os.WriteFile(filepath.Join(dir, "bin", "gonb"), nil, 0o755)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	fill()
	for _, gone := range []string{filepath.Join(packages, "nbclient"), filepath.Join(dir, "bin", "gonb")} {
		before := installed
		if fill(); installed != before || Missing(dir) != "" {
			t.Fatalf("a whole one is made anew, %q is missing", Missing(dir))
		}
		if err := os.Remove(gone); err != nil {
			t.Fatal(err)
		}
		if rel, _ := filepath.Rel(dir, gone); Missing(dir) != rel || Ready(dir, "state") {
			t.Errorf("without %s, %q is missing", rel, Missing(dir))
		}
		if fill(); installed != before+1 {
			t.Error("it is not repaired")
		}
	}
}
