//go:build cgo

package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// written is a run folder with a model and a manifest.
func written(t *testing.T, dir string, loss float64) {
	t.Helper()
	model, err := weights.EncodeSafetensors(map[string]weights.Tensor{"output/bias": {Shape: []int{2},
		Data: []float32{1, float32(loss)}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &run.Run{Dir: dir, Config: run.Config{Model: "vgg16", Epochs: 1}, History: []run.Epoch{{Epoch: 1, Loss: loss}},
		EpochSeconds: []float64{1},
		Result:       &run.Result{Name: filepath.Base(dir), Epochs: 1, Classes: []string{"a", "b"}}}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := r.Save(run.File{Name: fit.ModelFile, Write: model}); err != nil {
		t.Fatal(err)
	}
}

// pack makes archives of both kinds of the files below a folder; one more file may have any name.
func pack(t *testing.T, root, more string) (archives []string) {
	t.Helper()
	dir := t.TempDir()
	archives = []string{filepath.Join(dir, "runs.zip"), filepath.Join(dir, "runs.tar.gz")}
	for _, path := range archives {
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var add func(name string, text []byte)
		if strings.HasSuffix(path, ".zip") {
			z := zip.NewWriter(f)
			defer z.Close()
			add = func(name string, text []byte) {
				if w, err := z.Create(name); err != nil {
					t.Fatal(err)
				} else {
					w.Write(text)
				}
			}
		} else {
			g := gzip.NewWriter(f)
			defer g.Close()
			a := tar.NewWriter(g)
			defer a.Close()
			add = func(name string, text []byte) {
				a.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Mode: 0o644, Typeflag: tar.TypeReg})
				a.Write(text)
			}
		}
		err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			rel, _ := filepath.Rel(root, path)
			text, err := os.ReadFile(path)
			add(filepath.ToSlash(rel), text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if more != "" {
			add(more, []byte("{}"))
		}
	}
	return archives
}

// verified is what ft verify prints and returns.
func verified(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var out strings.Builder
	c := command()
	c.SetArgs(append([]string{"verify"}, args...))
	c.SetOut(&out)
	c.SetErr(io.Discard)
	err := c.Execute()
	return out.String(), err
}

// TestVerify verifies runs in folders and archives, whole ones and damaged ones.
func TestVerify(t *testing.T) {
	root := t.TempDir()
	one, two := filepath.Join(root, "runs", "one"), filepath.Join(root, "runs", "two")
	written(t, one, 0.5)
	written(t, two, 0.25)
	evaluated := filepath.Join(root, "evaluated")
	if err := errors.Join(os.Mkdir(evaluated, 0o755), os.WriteFile(filepath.Join(evaluated, "predictions.csv"), nil,
		0o644)); err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(one, fit.ModelFile)
	for _, arg := range append(pack(t, root, ""), root, one, model) {
		if text, err := verified(t, arg); err != nil || !strings.Contains(text, "verified") || strings.Contains(text,
			"damaged:") {
			t.Errorf("%s: %s %v", arg, text, err)
		}
	}
	for _, archive := range pack(t, root, "../"+run.ConfigFile) {
		if _, err := verified(t, archive); err == nil || !strings.Contains(err.Error(), "outside") {
			t.Errorf("%s with a path out of it: %v", archive, err)
		}
	}
	data, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-1] ^= 1
	if err := os.WriteFile(model, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(two, run.ConfigFile)); err != nil {
		t.Fatal(err)
	}
	for _, arg := range append(pack(t, root, ""), root) {
		text, err := verified(t, arg)
		if err == nil || !strings.Contains(err.Error(), "2 runs are damaged") || !strings.Contains(text,
			filepath.Join("one", fit.ModelFile)) || !strings.Contains(text, "two is no run folder") ||
			strings.Contains(text, "ft-verify-") {
			t.Errorf("%s: %s %v", arg, text, err)
		}
	}
	if text, err := verified(t, model); err == nil || !strings.Contains(text, "damaged") {
		t.Errorf("the model alone: %s %v", text, err)
	}
}

// TestVerifyLinks follows links to runs and to a folder of runs, given or found, and never in circles.
func TestVerifyLinks(t *testing.T) {
	root, elsewhere := t.TempDir(), t.TempDir()
	written(t, filepath.Join(elsewhere, "runs", "one"), 0.5)
	written(t, filepath.Join(root, "two"), 0.25)
	for name, to := range map[string]string{"circle": root, "runs": filepath.Join(elsewhere, "runs"),
		"three": filepath.Join(elsewhere, "runs", "one"), "nowhere": filepath.Join(root, "none"),
		"file": filepath.Join(root, "two", run.ConfigFile)} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Skip(err)
		}
	}
	for arg, runs := range map[string]string{root: "3 runs: 3 ", filepath.Join(root, "three"): "1 run: 1 ",
		filepath.Join(root, "runs"): "1 run: 1 ", filepath.Join(root, "circle"): "3 runs: 3 "} {
		if text, err := verified(t, arg); err != nil || text != arg+": "+runs+"verified, 0 damaged\n" {
			t.Errorf("%s: %s %v", arg, text, err)
		}
	}
}

// TestVerifyGoesOn looks at what comes behind a folder or an argument that cannot be read.
func TestVerifyGoesOn(t *testing.T) {
	root := t.TempDir()
	written(t, filepath.Join(root, "two\nlines"), 0.5)
	text, err := verified(t, filepath.Join(root, "none"), root)
	if !errors.Is(err, fs.ErrNotExist) || text != root+": 1 run: 1 verified, 0 damaged\n" {
		t.Errorf("%s %v", text, err)
	}
	if err := os.Remove(filepath.Join(root, "two\nlines", run.ResultFile)); err != nil {
		t.Fatal(err)
	}
	if text, err := verified(t, root); err == nil || strings.Count(text, "\n") != 2 {
		t.Errorf("a name of two lines: %s %v", text, err)
	}
	if os.Geteuid() == 0 {
		t.Skip("everything can be read")
	}
	if err := os.Mkdir(filepath.Join(root, "closed"), 0); err != nil {
		t.Fatal(err)
	}
	if text, err := verified(t, root); err == nil || !strings.Contains(text, "closed") || !strings.Contains(text,
		": 1 run: 0 verified, 1 damaged, 1 not readable\n") {
		t.Errorf("%s %v", text, err)
	}
}

// TestVerifyOlderArchive says that the models of runs without a manifest are not looked at in archives.
func TestVerifyOlderArchive(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "one")
	written(t, dir, 0.5)
	if err := os.Remove(filepath.Join(dir, run.ManifestFile)); err != nil {
		t.Fatal(err)
	}
	for _, archive := range pack(t, root, "") {
		if text, err := verified(t, archive); err != nil || !strings.Contains(text, "; 1 model of these was not looked at") {
			t.Errorf("%s %v", text, err)
		}
	}
	if text, err := verified(t, root); err != nil || strings.Contains(text, "looked") {
		t.Errorf("%s %v", text, err)
	}
}

// TestVerifyRecorded verifies the runs of the repository, which are older than manifests: that is no fault.
func TestVerifyRecorded(t *testing.T) {
	if text, err := verified(t, "../../results"); err != nil || !strings.Contains(text, "made before") {
		t.Errorf("%s %v", text, err)
	}
}
