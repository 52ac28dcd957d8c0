package fetch

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestWriteFileSweeps leaves nothing of processes killed long ago, and all that may still be written or is a user's.
func TestWriteFileSweeps(t *testing.T) {
	dir := t.TempDir()
	long := time.Now().Add(-2 * stale)
	if err := os.MkdirAll(filepath.Join(dir, ".a.json987654321", "photos"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(dir, ".a.json987654321"), long, long); err != nil {
		t.Fatal(err)
	}
	for name, old := range map[string]bool{".a.json123456789": true, ".a.json456789123": false, ".a.json": true,
		".a.jsonx1": true, ".b.json123456789": true, ".a.json20240101": true} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if old {
			if err := os.Chtimes(path, long, long); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := WriteBytes(filepath.Join(dir, "a.json"), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"a.json": true, ".a.json123456789": false, ".a.json456789123": true,
		".a.json": true, ".a.jsonx1": true, ".b.json123456789": true, ".a.json20240101": true,
		".a.json987654321/photos": true} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s: there is %v, want %v", name, err == nil, want)
		}
	}
}
