//go:build cgo

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTrainAgain checks that the command which makes a model again names the run where it is, also from within its
// folder.
func TestTrainAgain(t *testing.T) {
	results := t.TempDir()
	dir := filepath.Join(results, "runs", "small")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := trainAgain(dir, false); !strings.Contains(got, `--name small --force`) || !strings.Contains(got,
		"--results "+results+" ") {
		t.Error(got)
	}
	t.Chdir(filepath.Dir(dir))
	if got := trainAgain("small/", true); !strings.Contains(got, `--results .. --name small --resume`) {
		t.Error(got)
	}
	if got := trainAgain(t.TempDir(), false); strings.Contains(got, "--name") {
		t.Error("of a folder that is none of a folder of runs: " + got)
	}
}

// TestNamesOnStandardInput tells names from an image that stands there itself.
func TestNamesOnStandardInput(t *testing.T) {
	t.Chdir(t.TempDir())
	odd := "caf\xe9.png" // of a file system that is not UTF-8
	if err := os.WriteFile(odd, nil, 0o644); err != nil {
		t.Skip(err)
	}
	for text, names := range map[string]int{
		"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": 0, "\xff\xd8\xff\xe0junk\n": 0, "a.png\x00b.png\x00": 0,
		"é.png\nb.png\n": 2, odd + "\r\nb.png\n": 2,
	} {
		files, err := namedImages(t.Context(), []string{"-"}, strings.NewReader(text))
		if names != len(files) || (names == 0) != (err != nil) ||
			err != nil && !strings.HasPrefix(err.Error(), "standard input holds no file names: ") {
			t.Errorf("%q: %q, %v", text, files, err)
		}
	}
}

// TestSilentInput ends with the command where standard input has neither names nor an end.
func TestSilentInput(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, w := io.Pipe()
	defer w.Close()
	cancel()
	if _, err := namedImages(ctx, []string{"-"}, in); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
