package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Problem is a folder among the runs that can't be read as one.
type Problem struct {
	Dir string
	Err error // one line that names the file
}

// List reads all run folders directly below root, by name. A root that isn't there has none. Folders that are no runs
// or are damaged are left out and listed as problems; files and hidden folders are nobody's runs.
func List(root string) (runs []*Run, problems []Problem, err error) {
	entries, err := os.ReadDir(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		dir := filepath.Join(root, entry.Name())
		info, err := os.Stat(dir) // which follows a link to a folder
		if strings.HasPrefix(entry.Name(), ".") || err == nil && !info.IsDir() {
			continue
		}
		r, err := Read(dir)
		if err != nil {
			problems = append(problems, Problem{dir, err})
			continue
		}
		runs = append(runs, r)
	}
	return runs, problems, nil
}
