package browser

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPrintWhole checks that a browser that fails half-way, or writes nothing, leaves the PDF as it was, and that a new
// one takes its place at once.
func TestPrintWhole(t *testing.T) {
	tools := t.TempDir()
	t.Setenv("PATH", tools)
	dir := t.TempDir()
	pdf := filepath.Join(dir, "report.pdf")
	if err := os.WriteFile(pdf, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ script, want string }{
		{`printf ha > "$to"; exit 1`, "old"},
		{`exit 0`, "old"},
		{`printf ha > "$to"; read old < ` + pdf + `; printf "$old" > "$to"`, "old"}, // while it is written
		{`printf new > "$to"`, "new"},
	} {
		script := "#!/bin/sh\nfor a; do case $a in --print-to-pdf=*) to=${a#*=};; esac; done\n" + c.script + "\n"
		if err := os.WriteFile(filepath.Join(tools, "chromium"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		_, err := Print(t.Context(), "page.html", pdf)
		if got, _ := os.ReadFile(pdf); string(got) != c.want {
			t.Errorf("%s: the PDF became %q, %v", c.script, got, err)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files are left", len(files))
	}
}
