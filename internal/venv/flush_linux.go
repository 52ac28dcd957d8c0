package venv

import (
	"os"

	"golang.org/x/sys/unix"
)

// flush brings what was written to the disk of a folder, however many files it is.
func flush(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.Syncfs(int(f.Fd()))
}
