package dataset

import (
	"os"
	"path/filepath"
	"slices"
)

// Find lists the images below a folder, by their paths: files whose names say that they are images, in all folders but
// hidden ones and those that systems leave.
func Find(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && path != dir && Unwanted(d.Name()) != "" {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || !isImage(path) {
			return err
		}
		if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // reading a pipe could wait for ever
			return nil
		}
		found = append(found, path)
		return nil
	})
	slices.Sort(found)
	return found, err
}
