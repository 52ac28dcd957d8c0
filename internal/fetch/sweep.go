package fetch

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// stale is how long a temporary file has been left alone when its process must be gone.
const stale = 24 * time.Hour

// sweep removes what killed processes were about to write: files and folders whose names are the prefix and the digits
// that make a temporary name, untouched for a day. What cannot be removed stays.
func sweep(dir, prefix string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		digits, ours := strings.CutPrefix(e.Name(), prefix)
		if !ours || digits == "" || strings.Trim(digits, "0123456789") != "" {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > stale {
			os.RemoveAll(filepath.Join(dir, e.Name())) //nolint:errcheck // only room on the disk is lost
		}
	}
}
