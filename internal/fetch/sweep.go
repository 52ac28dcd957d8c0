package fetch

import (
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// A temporary file or folder that nobody has touched for so long may be swept: at once where its lock shows that its
// process is gone, after a day where it has none.
const (
	fresh = time.Minute
	stale = 24 * time.Hour
)

// usual is the least number of digits of nearly all temporary files.
const usual = 9

// sweep removes what killed processes were about to write: files and folders whose names are the prefix and the digits
// that make a temporary name. What cannot be removed stays.
func sweep(dir, prefix string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !temporary(e.Name(), prefix) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		info, err := e.Info()
		if err != nil {
			continue
		}
		age := time.Since(info.ModTime())
		held := path
		switch {
		case info.IsDir():
			held = filepath.Join(path, holdName)
			if _, err := os.Lstat(held); err != nil { // a user's, unless it is empty
				if age > stale {
					os.Remove(path) //nolint:errcheck // it is not empty
				}
				continue
			}
		case !info.Mode().IsRegular() || len(e.Name()) < len(prefix)+usual: // a user's date, say
			continue
		}
		if age > stale || age > fresh && abandoned(held) {
			os.RemoveAll(path) //nolint:errcheck // only disk space is lost
		}
	}
}

// hold locks an open file for as long as it is open, so that others see that its process lives. Where the file system
// has no locks, age alone tells.
func hold(f *os.File) { syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) } //nolint:errcheck

// abandoned says whether nobody holds a file that is there.
func abandoned(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
