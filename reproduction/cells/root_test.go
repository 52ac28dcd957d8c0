package cells

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRoot(t *testing.T) {
	t.Setenv("FT_ROOT", "")
	folder := root()
	if _, err := os.Stat(filepath.Join(folder, "ftlib", "nb")); err != nil {
		t.Errorf("%s is not the module's folder", folder)
	}
	t.Setenv("FT_ROOT", "/a b")
	if got := root(); got != "/a b" {
		t.Errorf("got %s", got)
	}
}
