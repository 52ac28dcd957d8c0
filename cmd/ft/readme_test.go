//go:build cgo

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadmeShowsTheResults fails when a table of the README is not the one that the committed runs gave.
func TestReadmeShowsTheResults(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	filled, err := fillReadme(readme, "../../results")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(readme, filled) {
		t.Error("README.md does not hold the tables of results: ft report writes it anew")
	}
	for name, file := range readmeParts {
		table, err := os.ReadFile(filepath.Join("../../results", file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(readme), strings.TrimSpace(string(table))) {
			t.Errorf("README.md lacks the table %s, or the marks around it", name)
		}
	}
}

// TestFillReadme replaces what stands between marks and nothing else.
func TestFillReadme(t *testing.T) {
	results := t.TempDir()
	if err := os.MkdirAll(filepath.Join(results, "tables"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(results, "tables", "headline.md"), []byte("| new |\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := fillReadme([]byte("a\n<!-- other: x -->\nold\n<!-- end of other -->\n<!-- headline: y "+
		"-->\nold\nolder\n<!-- end of headline -->\nb\n"), results)
	if err != nil {
		t.Fatal(err)
	}
	want := "a\n<!-- other: x -->\nold\n<!-- end of other -->\n<!-- headline: y -->\n| new |\n<!-- end of headline " +
		"-->\nb\n"
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
}
