//go:build cgo

package main

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestAlone checks that files which belong together are of one command, whichever of them it is that has the folder or
// the name, and that nothing else is left.
func TestAlone(t *testing.T) {
	dir := t.TempDir()
	for out, folder := range map[string]bool{filepath.Join(dir, "evaluated"): true,
		filepath.Join(dir, "maps", "map.svg"): false} {
		var commands sync.WaitGroup
		var writing atomic.Int32
		below := filepath.Dir(out)
		if folder {
			below = out
		}
		for _, text := range []string{"one", "other", "third"} {
			commands.Go(func() {
				err := alone(t.Context(), out, folder, func() error {
					if writing.Add(1) > 1 {
						t.Error("two write at once")
					}
					defer writing.Add(-1)
					for _, name := range []string{"map.svg", "map.csv"} {
						if err := os.WriteFile(filepath.Join(below, name), []byte(text), 0o644); err != nil {
							return err
						}
						time.Sleep(5 * time.Millisecond)
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		commands.Wait()
		figure, _ := os.ReadFile(filepath.Join(below, "map.svg"))
		points, _ := os.ReadFile(filepath.Join(below, "map.csv"))
		if len(figure) == 0 || string(figure) != string(points) {
			t.Errorf("%s: a figure of %q beside points of %q", out, figure, points)
		}
		if files, _ := os.ReadDir(below); len(files) != 2 {
			t.Errorf("%s: %d files are left", out, len(files))
		}
	}
}
