// Package testfile compares what tests draw and write with golden files, testdata/<stem>_golden<ext>.
package testfile

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/cmpimg"
)

// Example runs an example that writes testdata/<name> and compares the file with testdata/<stem>_golden<ext>.
func Example(t *testing.T, example func(), names ...string) {
	t.Helper()
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	silently(t, example)
	for _, name := range names {
		path := filepath.Join("testdata", name)
		ext := filepath.Ext(name)
		want := strings.TrimSuffix(path, ext) + "_golden" + ext
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		os.Remove(path)
		Compare(t, want, got)
	}
}

// Compare compares got with the golden file at path. Package cmpimg has the flag -regen, which writes it anew.
func Compare(t *testing.T, path string, got []byte) {
	t.Helper()
	if *cmpimg.GenerateTestData {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: make it with go test -regen", err)
	}
	ok := bytes.Equal(got, want)
	if ext := strings.TrimPrefix(filepath.Ext(path), "."); !ok && ext == "png" {
		// Other processors round the edges of lines otherwise.
		ok, err = cmpimg.EqualApprox(ext, got, want, 0.1)
		if err != nil {
			t.Fatal(err)
		}
	}
	if !ok {
		failed := strings.Replace(path, "_golden", "_got", 1)
		if err := os.WriteFile(failed, got, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s has changed: look at %s; if it is right, go test -regen", path, failed)
	}
}

// silently keeps the example's Output line out of the test's.
func silently(t *testing.T, example func()) {
	t.Helper()
	old := os.Stdout
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	os.Stdout = null
	defer func() { os.Stdout = old }()
	example()
}
