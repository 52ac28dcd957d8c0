// Package fetch brings a pinned file into the user's cache: downloaded, verified by SHA-256, written atomically.
//
// Files come over HTTP (File) or out of a package registry through the user's own pip or npm (Pip, Npm), which
// know the user's index, proxy and credentials. A source that cannot be reached costs at most Unreachable.
package fetch

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/google/renameio/v2"
)

// CacheDir returns the folder for what can be fetched or computed again, joined with elem, and creates it.
// $FT_CACHE moves it; otherwise it is "ft" in the user's cache directory ($XDG_CACHE_HOME or ~/.cache on Linux).
func CacheDir(elem ...string) (string, error) {
	root := os.Getenv("FT_CACHE")
	if root == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("no cache directory (%v): set FT_CACHE to a folder", err)
		}
		root = filepath.Join(user, "ft")
	}
	// pip and npm run in another working directory, so a relative FT_CACHE would name another folder there.
	abs, err := filepath.Abs(root)
	if err != nil {
		return "", fmt.Errorf("cache directory %s: %w", root, err)
	}
	dir := filepath.Join(append([]string{abs}, elem...)...)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("create cache directory %s: %w: set FT_CACHE to a folder that can be written", dir, reason(err))
	}
	return dir, nil
}

// WriteFile writes path through a temporary file in the same folder, flushed to disk and then renamed: a reader sees
// the old file or the whole new one, also after a crash. On an error nothing is left behind. A device or a pipe is
// refused: the new file would take its place.
func WriteFile(path string, write func(io.Writer) error) error {
	return WriteHeaded(path, 0, func(w io.Writer) ([]byte, error) { return nil, write(w) })
}

// WriteHeaded is WriteFile for a file whose first size bytes are known last: write returns them.
func WriteHeaded(path string, size int, write func(io.Writer) (head []byte, err error)) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("write %s: it is there and no file: choose another name", path)
	}
	sweep(filepath.Dir(path), "."+filepath.Base(path))
	f, err := renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithPermissions(0o644))
	if err != nil {
		return writeError(path, err)
	}
	hold(f.File)
	defer f.Cleanup() //nolint:errcheck // does nothing after the rename
	buf := bufio.NewWriterSize(f, 1<<20)
	if _, err := buf.Write(make([]byte, size)); err != nil {
		return writeError(path, err)
	}
	head, err := write(buf)
	if err != nil {
		return writeError(path, err)
	}
	if len(head) != size {
		return fmt.Errorf("write %s: its head has %d bytes instead of %d", path, len(head), size)
	}
	if err := buf.Flush(); err != nil {
		return writeError(path, err)
	}
	if _, err := f.WriteAt(head, 0); err != nil {
		return writeError(path, err)
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return writeError(path, err)
	}
	return nil
}

// WriteBytes writes content to path as WriteFile does.
func WriteBytes(path string, content []byte) error { return WriteFile(path, Content(content)) }

// Content writes bytes that are there already.
func Content(b []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}

func writeError(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		hint := "free some space, or choose a folder on another disk"
		if root, e := CacheDir(); e == nil {
			if full, e := filepath.Abs(path); e == nil && strings.HasPrefix(full, root+string(filepath.Separator)) {
				hint = "free some space, or set FT_CACHE to a folder on another disk"
			}
		}
		return fmt.Errorf("write %s: the disk is full (%w): %s", path, reason(err), hint)
	}
	if errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("write %s: %w: choose a folder that can be written", path, reason(err))
	}
	return fmt.Errorf("write %s: %w", path, reason(err))
}

// reason takes the path out of an operating system error, where the message names a better one.
func reason(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// SHA256File returns the lower-case hexadecimal SHA-256 of a file.
func SHA256File(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, f, make([]byte, 1<<20)); err != nil {
		return "", fmt.Errorf("read %s: %w", path, reason(err))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
