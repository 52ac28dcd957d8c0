// Package regular opens files that end: a device or a pipe may have no end, and to open a pipe may wait for ever.
package regular

import (
	"errors"
	"io/fs"
	"os"
)

// ErrOther says that a path names no file.
var ErrOther = errors.New("it is a device or a pipe: only files are read")

// Open opens a file to be read, and says what it is. A folder is opened, too: reading it says what it is.
func Open(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = &os.PathError{Op: "read", Path: path, Err: ErrOther}
	}
	if err != nil {
		return nil, nil, err
	}
	f, err := os.Open(path)
	return f, info, err
}
