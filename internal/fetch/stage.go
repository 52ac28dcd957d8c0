package fetch

import (
	"fmt"
	"os"
	"path/filepath"
)

// Stage fills a new folder and puts it in the place of dir, whose lock the caller has, when it is complete, so that dir
// is never half there.
func Stage(dir string, fill func(tmp string) error) error {
	SweepLocked(dir)
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir))
	if err != nil {
		return fmt.Errorf("create %s: %w", dir, reason(err))
	}
	defer os.RemoveAll(tmp) // after the rename there is nothing to remove
	if err := fill(tmp); err != nil {
		return err
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Rename(tmp, dir)
}
