package regular

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// TestOpen opens a file, and refuses a pipe, which would wait for a writer, and a device.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	file, pipe := filepath.Join(dir, "file"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.WriteFile(file, []byte("abc"), 0o644), unix.Mkfifo(pipe, 0o644)); err != nil {
		t.Fatal(err)
	}
	f, info, err := Open(file)
	if err != nil || info.Size() != 3 {
		t.Fatalf("a file: %v", err)
	}
	f.Close()
	for _, path := range []string{pipe, os.DevNull} {
		if _, _, err := Open(path); !errors.Is(err, ErrOther) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, _, err := Open(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}
