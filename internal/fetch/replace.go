package fetch

import (
	"fmt"
	"os"
	"path/filepath"
)

// Replace is WriteFile for a file that another program writes: fill lets it write the file tmp, in the same folder.
func Replace(path string, fill func(tmp string) error) error {
	sweep(filepath.Dir(path), "."+filepath.Base(path))
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"*")
	if err != nil {
		return writeError(path, err)
	}
	defer f.Close()
	defer os.Remove(f.Name()) //nolint:errcheck // after the rename there is nothing to remove
	hold(f)
	if err := fill(f.Name()); err != nil {
		return err
	}
	switch info, err := os.Stat(f.Name()); {
	case err != nil:
		return writeError(path, err)
	case info.Size() == 0:
		return fmt.Errorf("write %s: nothing was written", path)
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return writeError(path, err)
	}
	if err := sync(f.Name()); err != nil {
		return writeError(path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return writeError(path, err)
	}
	return nil
}
