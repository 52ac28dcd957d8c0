package backend

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

// TestCutPlugin checks that a plugin that was cut short ends in an error: the loader would end the process.
func TestCutPlugin(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks into ELF files")
	}
	self, err := os.Executable() // any ELF file will do
	if err != nil {
		t.Fatal(err)
	}
	if err := whole(self); err != nil {
		t.Errorf("a whole file: %v", err)
	}
	b, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 10, len(b) / 2} {
		path := filepath.Join(t.TempDir(), "plugin.so")
		if err := os.WriteFile(path, b[:size], 0o644); err != nil {
			t.Fatal(err)
		}
		t.Setenv("GOMLX_BACKEND", "xla:"+path)
		if _, err := Open(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "cut short") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// TestTwoProcesses lets another process put the plugin into the cache while this one waits for its turn.
func TestTwoProcesses(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks into ELF files")
	}
	t.Setenv("FT_PYTHON", filepath.Join(t.TempDir(), "none")) // an attempt to install fails
	path := filepath.Join(t.TempDir(), "plugin.so")
	unlock, err := fetch.Lock(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	waits := make(waiting, 1)
	done := make(chan error, 1)
	go func() { done <- fromPackage(t.Context(), path, progress.To(waits)) }()
	select {
	case <-waits:
	case err := <-done:
		t.Fatalf("did not wait for the other process: %v", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, path); err != nil {
		t.Fatal(err)
	}
	unlock()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// waiting is a log that tells when something is written to it.
type waiting chan string

func (w waiting) Write(b []byte) (int, error) {
	w <- string(b)
	return len(b), nil
}
