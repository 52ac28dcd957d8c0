package cells

import (
	"os"
	"path/filepath"
)

// root is the folder of the module. Cells run in the notebook's folder and are built elsewhere; the kernel knows where
// the checkout is. Elsewhere it is the first folder upwards that has a go.mod.
func root() string {
	if r := os.Getenv("FT_ROOT"); r != "" {
		return r
	}
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}

// Results is the folder of the runs, or a file in it.
func Results(elem ...string) string {
	return filepath.Join(append([]string{root(), "results"}, elem...)...)
}

// Tries is where the notebooks keep what they train: never among the recorded runs. "ft notebook run" names a folder
// for the one call, so that what it shows is of the code as it is now.
func Tries() string {
	if folder := os.Getenv("FT_TRIES"); folder != "" {
		return folder
	}
	return filepath.Join(root(), "notebooks", "tries")
}
