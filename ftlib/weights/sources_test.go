package weights

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/progress"
	manifest "github.com/finetune-go/ft/weights"
)

// serve serves a tiny HDF5 file and returns the manifest entry for which it is the right one.
func serve(t *testing.T) manifest.Network {
	t.Helper()
	t.Setenv("FT_CACHE", t.TempDir())
	file := golden(t, "old.h5.gz")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(file) }))
	t.Cleanup(srv.Close)
	raw, err := parseH5(file)
	if err != nil {
		t.Fatal(err)
	}
	kernel := raw["block1_conv1/block1_conv1_W_1:0"]
	sum := md5.Sum(file)
	return manifest.Network{
		Digest:  Digest(map[string]Tensor{"block1_conv1/kernel": kernel}),
		Tensors: []manifest.Tensor{{Name: "block1_conv1/kernel", Shape: kernel.Shape}},
		Sources: []manifest.Source{
			{Kind: "h5", Name: "a server that is off", URL: "http://127.0.0.1:1/off.h5"},
			{Kind: "h5", Name: "a server", URL: srv.URL + "/tiny.h5", MD5: hex.EncodeToString(sum[:])},
		},
	}
}

func TestSources(t *testing.T) {
	entry := serve(t)
	var log strings.Builder
	set, err := loadImageNet(t.Context(), "tiny", entry, progress.To(&log))
	if err != nil {
		t.Fatal(err)
	}
	check(t, set.Tensors, "block1_conv1/kernel", 7, 3, 3, 2, 4)
	if n := strings.Count(log.String(), "no weights from"); n != 1 {
		t.Errorf("%d lines on the source that is off:\n%s", n, log.String())
	}
	path, _ := CachePath("tiny")
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.h5"))
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}

	entry.Sources = nil // from now on only the cache can serve
	if _, err := loadImageNet(t.Context(), "tiny", entry, nil); err != nil {
		t.Errorf("from the cache: %v", err)
	}
	b, _ := os.ReadFile(path)
	b[len(b)-1] ^= 1
	os.WriteFile(path, b, 0o644)
	log.Reset()
	if _, err := loadImageNet(t.Context(), "tiny", entry, progress.To(&log)); err == nil ||
		!strings.Contains(log.String(), "is damaged") {
		t.Errorf("damaged cache: %v, log %q", err, log.String())
	}
}

func TestDamagedCacheIsFetchedAgain(t *testing.T) {
	entry := serve(t)
	path, _ := CachePath("tiny")
	os.WriteFile(path, []byte("not safetensors"), 0o644)
	if _, err := loadImageNet(t.Context(), "tiny", entry, nil); err != nil {
		t.Error(err)
	}
}

func TestOtherWeightsAreRefused(t *testing.T) {
	entry := serve(t)
	entry.Digest = strings.Repeat("0", 64)
	_, err := loadImageNet(t.Context(), "tiny", entry, nil)
	if !errors.Is(err, ErrNoSource) || !strings.Contains(err.Error(), "other weights than expected") {
		t.Errorf("error %v", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Error("the error has several lines")
	}
	if path, _ := CachePath("tiny"); exists(path) {
		t.Error("they were cached all the same")
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

func TestLoadErrors(t *testing.T) {
	text := filepath.Join(t.TempDir(), "x.txt")
	os.WriteFile(text, []byte("x"), 0o644)
	for source, want := range map[string]string{"/no/such.npz": "does not exist", text: "unknown format",
		t.TempDir(): "model.json", "random": "drawn"} {
		if _, err := Load(t.Context(), "vgg16", source, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", source, err, want)
		}
	}
	if _, err := Load(t.Context(), "vgg19", "", nil); err == nil || !strings.Contains(err.Error(), "resnet50, vgg16") {
		t.Errorf("unknown network: %v", err)
	}
}
