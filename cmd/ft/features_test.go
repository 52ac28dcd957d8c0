//go:build cgo

package main

import (
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
)

// TestLoadImages checks that a damaged image in a folder costs only itself, and one that was named itself is an error.
func TestLoadImages(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "b.png"), filepath.Join(dir, "a.png")
	f, err := os.Create(good)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(png.Encode(f, image.NewRGBA(image.Rect(0, 0, 3, 2))), f.Close(),
		os.WriteFile(bad, []byte("no image"), 0o644)); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.png"), 0o644); err != nil {
		t.Fatal(err)
	}
	var warnings strings.Builder
	watch := progress.To(&warnings)
	load := func(args ...string) ([]byte, []string, error) {
		files, err := imageFiles(args)
		if err != nil {
			t.Fatal(err)
		}
		return loadImages(t.Context(), files, dataset.Reading{Size: 4, Interpolation: "nearest"}, watch)
	}
	if pixels, names, err := load(dir); err != nil || len(pixels) != 4*4*3 || !slices.Equal(names, []string{good}) {
		t.Errorf("a folder gives %d bytes of %v, error %v", len(pixels), names, err)
	}
	if want := "warning: skipped " + bad; !strings.HasPrefix(warnings.String(), want) || strings.Count(warnings.String(),
		"\n") != 1 {
		t.Errorf("a folder with a damaged image is told as %q, want %s", warnings.String(), want)
	}
	watch = nil // as with --quiet
	if _, names, err := load(dir); err != nil || len(names) != 1 {
		t.Errorf("without a log: %v, error %v", names, err)
	}
	if _, _, err := load(good, bad); err == nil {
		t.Error("a damaged image that was named is no error")
	}
	shared.strict = true
	defer func() { shared.strict = false }()
	if _, _, err := load(dir); err == nil {
		t.Error("with --strict a damaged image is no error")
	}
}

// TestFeaturesLooksFirst checks that a place that cannot be written to is found before the work.
func TestFeaturesLooksFirst(t *testing.T) {
	dir := t.TempDir()
	for _, out := range []string{dir, filepath.Join(dir, "missing", "f.npy"), os.DevNull} {
		c := command()
		c.SetArgs([]string{"features", "--out", out, filepath.Join(dir, "no-image")})
		c.SetOut(io.Discard)
		c.SetErr(io.Discard)
		var usage usageError
		if err := c.Execute(); !errors.As(err, &usage) {
			t.Errorf("--out %s: %v is not reported as wrong usage", out, err)
		}
	}
}
