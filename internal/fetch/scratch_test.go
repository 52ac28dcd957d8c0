package fetch

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestScratchSweeps removes the folders of processes that are gone, and none that is held or may just be begun.
func TestScratchSweeps(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	held, remove, err := Scratch("ft-test-")
	if err != nil {
		t.Fatal(err)
	}
	make := func(name string) string {
		dir := filepath.Join(os.TempDir(), name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, holdName), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	gone, begun, others := make("ft-test-1"), make("ft-test-2"), make("ft-test-x")
	for _, dir := range []string{held, gone, others} {
		if before := time.Now().Add(-2 * fresh); os.Chtimes(dir, before, before) != nil {
			t.Fatal(dir)
		}
	}
	_, removeNext, err := Scratch("ft-test-")
	if err != nil {
		t.Fatal(err)
	}
	removeNext()
	for dir, want := range map[string]bool{held: true, gone: false, begun: true, others: true} {
		if _, err := os.Stat(dir); (err == nil) != want {
			t.Errorf("%s: there is %v, want %v", dir, err == nil, want)
		}
	}
	remove()
	if _, err := os.Stat(held); err == nil {
		t.Error("it is not removed")
	}
}

// TestUnreadableIsNotFetchedAgain leaves a file alone that cannot be read as one.
func TestUnreadableIsNotFetchedAgain(t *testing.T) {
	dst := filepath.Join(t.TempDir(), "file")
	if err := os.Mkdir(dst, 0o755); err != nil { // reading it fails, for root too
		t.Fatal(err)
	}
	err := File(t.Context(), Source{Name: "x", URL: "http://127.0.0.1:1/x", SHA256: "00"}, dst, nil)
	if err == nil || filepath.Base(dst) == "" {
		t.Fatal(err)
	}
	if _, stat := os.Stat(dst); stat != nil {
		t.Error(stat)
	}
	if there, err := has(Source{SHA256: "00"}, dst); there || err == nil {
		t.Errorf("a folder in its place: %v %v", there, err)
	}
}
