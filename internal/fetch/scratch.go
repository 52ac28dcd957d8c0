package fetch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// holdName is the file in a scratch folder that its process holds.
const holdName = ".ft-held"

// Scratch makes a folder for what is only needed now, in the system's temporary folder under a name that begins with
// the prefix, and removes those of killed processes. The caller calls remove.
func Scratch(prefix string) (dir string, remove func(), err error) {
	sweep(os.TempDir(), prefix)
	if dir, err = os.MkdirTemp("", prefix); err != nil {
		return "", nil, fmt.Errorf("%w: set TMPDIR to a folder with some space", err)
	}
	held, err := os.Create(filepath.Join(dir, holdName))
	if err != nil {
		os.RemoveAll(dir)
		return "", nil, fmt.Errorf("%w: set TMPDIR to a folder with some space", err)
	}
	hold(held)
	return dir, func() {
		os.RemoveAll(dir) //nolint:errcheck // the next one tries again
		held.Close()
	}, nil
}

// SweepLocked removes what killed processes were about to write in the place of a file whose lock the caller has:
// nobody else is writing it now.
func SweepLocked(path string) {
	removeTemporary(filepath.Dir(path), "."+filepath.Base(path))
}

// removeTemporary removes files and folders whose names are the prefix and the digits that make a temporary name.
func removeTemporary(dir, prefix string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if temporary(e.Name(), prefix) {
			os.RemoveAll(filepath.Join(dir, e.Name())) //nolint:errcheck // only disk space is lost
		}
	}
}

// temporary says whether a name is the prefix and the digits that make a temporary name.
func temporary(name, prefix string) bool {
	digits, ours := strings.CutPrefix(name, prefix)
	return ours && digits != "" && strings.Trim(digits, "0123456789") == ""
}
