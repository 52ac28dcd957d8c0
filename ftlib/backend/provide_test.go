package backend

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
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
