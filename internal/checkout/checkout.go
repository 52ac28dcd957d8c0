// Package checkout finds the folder of this project that a program was started in.
package checkout

import (
	"os"
	"path/filepath"
)

// Root is the nearest folder with a go.mod and the named files or folders, from the working directory upwards; "" where
// there is none.
func Root(with ...string) string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	for ; ; dir = filepath.Dir(dir) {
		whole := true
		for _, name := range append(with, "go.mod") {
			_, err := os.Stat(filepath.Join(dir, name))
			whole = whole && err == nil
		}
		if whole {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}
