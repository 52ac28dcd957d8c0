package backend

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

// TestCutPlugin checks that a plugin that was cut short ends in an error: the loader would end the process.
func TestCutPlugin(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks into ELF files")
	}
	self, err := os.Executable() // any ELF file will do
	if err != nil {
		t.Fatal(err)
	}
	if err := library(self); err != nil {
		t.Errorf("a whole file: %v", err)
	}
	b, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 10, len(b) / 2} {
		path := filepath.Join(t.TempDir(), "plugin.so")
		if err := os.WriteFile(path, b[:size], 0o644); err != nil {
			t.Fatal(err)
		}
		t.Setenv("GOMLX_BACKEND", "xla:"+path)
		if _, err := Open(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "cut short") ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// TestTwoProcesses lets another process put the plugin into the cache while this one waits for its turn.
func TestTwoProcesses(t *testing.T) {
	t.Setenv("FT_PYTHON", filepath.Join(t.TempDir(), "none")) // an attempt to install fails
	path := filepath.Join(t.TempDir(), "plugin.so")
	unlock, err := fetch.Lock(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	waits := make(waiting, 1)
	done := make(chan error, 1)
	go func() { done <- fromPackage(t.Context(), path, progress.To(waits)) }()
	select {
	case <-waits:
	case err := <-done:
		t.Fatalf("did not wait for the other process: %v", err)
	}
	if err := keep(path, strings.NewReader("a plugin")); err != nil {
		t.Fatal(err)
	}
	unlock()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// waiting is a log that tells when something is written to it.
type waiting chan string

func (w waiting) Write(b []byte) (int, error) {
	w <- string(b)
	return len(b), nil
}

// TestDamagedPlugin flips single bits of a kept plugin, cuts it and takes its checksum away: none of it is taken for
// whole.
func TestDamagedPlugin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plugin.so")
	whole := make([]byte, 5<<20)
	if err := keep(path, bytes.NewReader(whole)); err != nil {
		t.Fatal(err)
	}
	if err := kept(path); err != nil {
		t.Error(err)
	}
	for _, at := range []int{0, 1000, 4<<20 - 1, 4 << 20, len(whole) - 1} {
		bad := bytes.Clone(whole)
		bad[at] ^= 1
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := kept(path); !errors.Is(err, errDamaged) {
			t.Errorf("a bit of byte %d: %v", at, err)
		}
	}
	if err := os.WriteFile(path, whole[1:], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := kept(path); !errors.Is(err, errDamaged) {
		t.Errorf("cut short: %v", err)
	}
	if err := errors.Join(os.WriteFile(path, whole, 0o644), os.Remove(sumFile(path))); err != nil {
		t.Fatal(err)
	}
	if err := kept(path); !errors.Is(err, errDamaged) {
		t.Errorf("without a checksum: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := kept(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing plugin: %v", err)
	}
}

// TestFromRelease takes the plugin from a release that is served here: with its digest, without one, and not with a
// wrong one.
func TestFromRelease(t *testing.T) {
	var archive bytes.Buffer
	gz := gzip.NewWriter(&archive)
	tw := tar.NewWriter(gz)
	for name, text := range map[string]string{"README": "read me", "lib/pjrt_c_api_cpu_v1_plugin.so": "a plugin"} {
		if err := tw.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := tw.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(tw.Close(), gz.Close()); err != nil {
		t.Fatal(err)
	}
	digest := ""
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".tar.gz") {
			w.Write(archive.Bytes())
			return
		}
		name := fmt.Sprintf("pjrt_cpu_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH)
		fmt.Fprintf(w, `{"assets": [{"name": "other.tar.gz"}, {"name": %q, "browser_download_url": %q, "size": %d, "digest": %q}]}`,
			name, server.URL+"/"+name, archive.Len(), digest)
	}))
	defer server.Close()
	defer func(was string) { releases = was }(releases)
	releases = server.URL + "/"
	sum := sha256.Sum256(archive.Bytes())
	for said, right := range map[string]bool{"": true, fmt.Sprintf("sha256:%x", sum): true,
		"sha256:" + strings.Repeat("0", 64): false} {
		digest = said
		file := filepath.Join(t.TempDir(), "plugin.so")
		err := fromRelease(t.Context(), file, nil)
		text, _ := os.ReadFile(file)
		if right != (err == nil) || right != (string(text) == "a plugin") || right != (kept(file) == nil) {
			t.Errorf("digest %q: %q, %v", said, text, err)
		}
	}
}
