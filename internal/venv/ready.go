package venv

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

// ReadyFile is written into a folder last: without it the folder is the rest of an interrupted installation.
const ReadyFile = "ft-ready"

// Ready tells whether the folder was filled for the same state of the machine, such as the same Python.
func Ready(dir, state string) bool {
	b, err := os.ReadFile(filepath.Join(dir, ReadyFile))
	return err == nil && string(b) == state
}

// Fill empties and fills a folder unless it is ready. It is filled in place, not renamed into place, because a virtual
// environment has its own path written into its files.
func Fill(ctx context.Context, dir, state string, watch progress.Observer, install func() error) error {
	if Ready(dir, state) {
		return nil
	}
	unlock, err := fetch.Lock(ctx, dir, watch)
	if err != nil {
		return err
	}
	defer unlock()
	if Ready(dir, state) { // the process that held the lock did it
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
	return fetch.WriteBytes(filepath.Join(dir, ReadyFile), []byte(state))
}
