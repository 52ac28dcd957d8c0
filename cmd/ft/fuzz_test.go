//go:build cgo

package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// FuzzSettings reads files of settings: an error, or settings that mean something or have an error of their own.
func FuzzSettings(f *testing.F) {
	f.Add([]byte("model: vgg16\nepochs: 3\noptimizer: {name: adam, learning_rate: 1e-3}\n"))
	f.Add([]byte("split: &s {kind: kfold, folds: 5}\nphases: [{epochs: 1, trainable: head}, {<<: *s}]\n"))
	f.Add([]byte("&a\n<<: *a\nepochs: 3\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c run.Config
		if _, err := parseConfig("settings.yaml", text, &c); err == nil {
			paper.Catalog("").Resolve(c, 2) //nolint:errcheck // only a panic is wrong
		}
	})
}

// FuzzArchive verifies archives of runs: an error, or a verdict on what is in it.
func FuzzArchive(f *testing.F) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{"r/config.json": `{"model":"vgg16"}`, "r/manifest.json": "{}",
		"r/history.csv": "epoch,loss\n", "r/model.safetensors": "\x02\x00\x00\x00\x00\x00\x00\x00{}"} {
		w, err := z.Create(name)
		if err != nil {
			f.Fatal(err)
		}
		w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes(), true)
	f.Add(b.Bytes(), false)
	zipped, tgz := filepath.Join(f.TempDir(), "runs.zip"), filepath.Join(f.TempDir(), "runs.tar.gz")
	f.Fuzz(func(t *testing.T, archive []byte, zip bool) {
		path := tgz
		if zip {
			path = zipped
		}
		if err := os.WriteFile(path, archive, 0o644); err != nil {
			t.Fatal(err)
		}
		verifyArchive(io.Discard, path) //nolint:errcheck // only a panic is wrong
	})
}
