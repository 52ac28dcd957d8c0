//go:build cgo

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/internal/fetch"
)

// readmeParts are the tables of the project's README, with the files below results that they are copies of.
var readmeParts = map[string]string{"headline": "tables/headline.md"}

// fillReadme returns a README with the tables of a folder of results between their marks. A part that is missing on
// either side is left as it is.
func fillReadme(readme []byte, results string) ([]byte, error) {
	for name, file := range readmeParts {
		table, err := os.ReadFile(filepath.Join(results, file))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		before, rest, begun := bytes.Cut(readme, fmt.Appendf(nil, "<!-- %s:", name))
		mark, rest, closed := bytes.Cut(rest, []byte("-->\n"))
		_, after, ended := bytes.Cut(rest, fmt.Appendf(nil, "<!-- end of %s -->", name))
		if !begun || !closed || !ended {
			continue
		}
		readme = fmt.Appendf(nil, "%s<!-- %s:%s-->\n%s\n<!-- end of %s -->%s", before, name, mark, bytes.TrimSpace(table),
			name, after)
	}
	return readme, nil
}

// updateReadme writes the tables of results into the README beside that folder, if it has marks for them.
func updateReadme(results string) error {
	path := filepath.Join(filepath.Dir(filepath.Clean(results)), "README.md")
	old, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	filled, err := fillReadme(old, results)
	if err != nil || bytes.Equal(old, filled) {
		return err
	}
	return fetch.WriteBytes(path, filled)
}
