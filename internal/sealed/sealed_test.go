package sealed

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestDamage flips each bit of a file, and gives it another name: neither is read.
func TestDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	want := map[int]string{2: "broken", 7: "empty"}
	if err := Write(path, want); err != nil {
		t.Fatal(err)
	}
	var got map[int]string
	if err := Read(path, &got); err != nil || len(got) != 2 || got[2] != want[2] {
		t.Fatalf("%v, %v", got, err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(filepath.Dir(path), "b.json")
	if err := os.WriteFile(other, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Read(other, &got); !errors.Is(err, ErrDamaged) {
		t.Errorf("another one's: %v", err)
	}
	for i := range 8 * (len(text) - 1) { // the last byte ends the line
		damaged := append([]byte{}, text...)
		damaged[i/8] ^= 1 << (i % 8)
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		now := map[int]string{}
		if err := Read(path, &now); err == nil && (len(now) != 2 || now[2] != want[2] || now[7] != want[7]) {
			t.Errorf("bit %d: %v is read from %s", i, now, damaged)
		} else if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("bit %d: %v", i, err)
		}
	}
	if err := Read(filepath.Join(filepath.Dir(path), "none"), &got); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}
