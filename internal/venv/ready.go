package venv

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

// ReadyFile is written into a folder last: without it the folder is the rest of an interrupted installation.
const ReadyFile = "ft-ready"

// contentsFile lists what an installation has left in its folders of programs and packages.
const contentsFile = "ft-contents"

// Ready tells whether the folder was filled for the same state of the machine, such as the same Python, and is whole.
func Ready(dir, state string) bool {
	b, err := os.ReadFile(filepath.Join(dir, ReadyFile))
	return err == nil && string(b) == state && Missing(dir) == ""
}

// Missing names a program or package that was installed and is gone; "" where all are there.
func Missing(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, contentsFile))
	if err != nil { // older installations have no list
		return ""
	}
	there := map[string]bool{}
	for _, name := range contents(dir) {
		there[name] = true
	}
	for name := range strings.Lines(string(text)) {
		if name = strings.TrimSuffix(name, "\n"); !there[name] {
			return name
		}
	}
	return ""
}

// contents are the programs and packages in a folder: what lies in its folders and in site-packages.
func contents(dir string) (names []string) {
	for _, pattern := range []string{"*/*", "lib/python3*/site-packages/*"} {
		found, _ := fs.Glob(os.DirFS(dir), pattern) // the cache may have brackets in its name
		names = append(names, found...)
	}
	return slices.DeleteFunc(names, func(name string) bool { return path.Base(name) == "__pycache__" })
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
	if err := flush(dir); err != nil { // before what says so: a power failure would leave empty files
		return err
	}
	if err := fetch.WriteBytes(filepath.Join(dir, contentsFile),
		[]byte(strings.Join(contents(dir), "\n")+"\n")); err != nil {
		return err
	}
	return fetch.WriteBytes(filepath.Join(dir, ReadyFile), []byte(state))
}
