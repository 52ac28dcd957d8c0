package lab

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/fetch"
)

// readyFile is written into a folder last: without it the folder is the rest of an interrupted installation.
const readyFile = "ft-ready"

// ready tells whether the folder was filled for the same state of the machine, such as the same Python.
func ready(dir, state string) bool {
	b, err := os.ReadFile(filepath.Join(dir, readyFile))
	return err == nil && string(b) == state
}

// fill empties and fills a folder unless it is ready. It is filled in place, not renamed into place, because a virtual
// environment has its own path written into its files.
func fill(ctx context.Context, dir, state string, log io.Writer, install func() error) error {
	if ready(dir, state) {
		return nil
	}
	unlock, err := fetch.Lock(ctx, dir, log)
	if err != nil {
		return err
	}
	defer unlock()
	if ready(dir, state) { // the process that held the lock did it
		return nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove the unfinished %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := install(); err != nil {
		return err
	}
	return writeIfChanged(filepath.Join(dir, readyFile), []byte(state))
}

// writeIfChanged leaves an equal file alone, so that a running Jupyter does not see it change.
func writeIfChanged(path string, content []byte) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(content) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return fetch.WriteFile(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}
