package run

import (
	"os"
	"path/filepath"
	"testing"
)

// TestList passes over files and hidden folders, and names the folders that are no runs.
func TestList(t *testing.T) {
	root := t.TempDir()
	good := finished(t)
	if err := os.CopyFS(filepath.Join(root, "b-good"), os.DirFS(good.Dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(good.Dir, filepath.Join(root, "c-link")); err != nil {
		t.Skip(err)
	}
	for _, dir := range []string{"a-empty", ".hidden", "d-cut"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"notes.txt", "d-cut/config.json"} {
		if err := os.WriteFile(filepath.Join(root, file), []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	runs, problems, err := List(root)
	if err != nil || len(runs) != 2 || len(problems) != 2 {
		t.Fatalf("%d runs, problems %v, error %v", len(runs), problems, err)
	}
	for i, name := range []string{"a-empty", "d-cut"} {
		if p := problems[i]; p.Dir != filepath.Join(root, name) || p.Err == nil {
			t.Errorf("%+v", p)
		}
	}
	if runs, problems, err := List(filepath.Join(root, "none")); runs != nil || problems != nil || err != nil {
		t.Errorf("%v, %v, %v", runs, problems, err)
	}
}
