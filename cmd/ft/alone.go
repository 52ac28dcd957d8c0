//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/internal/fetch"
)

// withEnd is a file's name with another end.
func withEnd(file, end string) string { return strings.TrimSuffix(file, filepath.Ext(file)) + end }

// alone writes what belongs together, such as a figure and the table beside it, while no other ft writes it, so that
// all of it is of the same command. It is below a folder, or files that have the name out but for their ends.
func alone(ctx context.Context, out string, folder bool, write func() error) error {
	stem := withEnd(out, "")
	if folder {
		stem = filepath.Join(out, "ft")
	}
	if err := os.MkdirAll(filepath.Dir(stem), 0o755); err != nil {
		return fmt.Errorf("%w: choose a folder that can be written", err)
	}
	unlock, err := fetch.LockHidden(ctx, stem, progressLog())
	if err != nil && !errors.Is(err, fetch.ErrNoLocks) { // where there are none, files are written as ever
		return err
	}
	if err == nil {
		defer unlock()
	}
	return write()
}
