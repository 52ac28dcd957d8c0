package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
)

func content(n int) ([]byte, string) {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7 >> 3)
	}
	h := sha256.Sum256(b)
	return b, hex.EncodeToString(h[:])
}

func TestFileResumesAndVerifies(t *testing.T) {
	body, sum := content(300_000)
	requests := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests++
		if requests == 1 { // promise everything, send a part, break off
			w.Header().Set("Content-Length", "300000")
			w.Write(body[:100_000])
			panic(http.ErrAbortHandler)
		}
		if r.Header.Get("Range") == "" {
			t.Error("the second request does not ask for the rest only")
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	}))
	defer srv.Close()
	dst := filepath.Join(t.TempDir(), "f")
	src := Source{Name: "test file", URL: srv.URL, SHA256: sum, Size: 300_000}
	if err := File(t.Context(), src, dst, nil); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(dst); !bytes.Equal(got, body) {
		t.Error("the resumed file differs")
	}
	if requests != 2 {
		t.Errorf("%d requests, want 2", requests)
	}
	if err := File(t.Context(), src, dst, nil); err != nil || requests != 2 {
		t.Errorf("a verified file was fetched again: %d requests, %v", requests, err)
	}
}

// TestFileInterrupted checks that an interrupt is known as one, and that what came is kept for the next time.
func TestFileInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.Write(make([]byte, 500))
		w.(http.Flusher).Flush()
		time.Sleep(100 * time.Millisecond)
		cancel()
		<-r.Context().Done()
	}))
	defer srv.Close()
	dst := filepath.Join(t.TempDir(), "f")
	if err := File(ctx, Source{Name: "x", URL: srv.URL, Size: 1000}, dst, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error of an interrupt: %v", err)
	}
	if info, err := os.Stat(dst + ".part"); err != nil || info.Size() != 500 {
		t.Errorf("the part became %v, %v", info, err)
	}
}

func TestFileDropsAStalePart(t *testing.T) {
	body, sum := content(1000)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	}))
	defer srv.Close()
	dst := filepath.Join(t.TempDir(), "f")
	os.WriteFile(dst+".part", bytes.Repeat([]byte("x"), 500), 0o644)
	if err := File(t.Context(), Source{Name: "x", URL: srv.URL, SHA256: sum}, dst, nil); err != nil {
		t.Fatal(err)
	}
}

// TestFileKeepsThePartOfABusyServer checks that a server's own trouble does not cost what has already come.
func TestFileKeepsThePartOfABusyServer(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "later", http.StatusServiceUnavailable)
	}))
	defer srv.Close()
	dst := filepath.Join(t.TempDir(), "f")
	os.WriteFile(dst+".part", make([]byte, 500), 0o644)
	if err := File(t.Context(), Source{Name: "x", URL: srv.URL, Size: 1000}, dst, nil); err == nil ||
		!strings.Contains(err.Error(), "503") {
		t.Errorf("error of a busy server: %v", err)
	}
	if info, err := os.Stat(dst + ".part"); err != nil || info.Size() != 500 {
		t.Errorf("the part became %v, %v", info, err)
	}
}

func TestFileWrongHash(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter,
		r *http.Request) {
		io.WriteString(w, "other")
	}))
	defer srv.Close()
	dst := filepath.Join(t.TempDir(), "f")
	err := File(t.Context(), Source{Name: "x", URL: srv.URL, MD5: strings.Repeat("0", 32)}, dst, nil)
	if err == nil || !strings.Contains(err.Error(), "MD5") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error for a wrong hash: %v", err)
	}
	for _, p := range []string{dst, dst + ".part"} {
		if _, err := os.Stat(p); err == nil {
			t.Errorf("%s was left behind", filepath.Base(p))
		}
	}
}

func TestFileSilentServer(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the time-out of 5 s")
	}
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts and never answers
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	start := time.Now()
	err = File(t.Context(), Source{Name: "x", URL: "http://" + l.Addr().String()}, filepath.Join(t.TempDir(), "f"), nil)
	if err == nil || !strings.Contains(err.Error(), "no answer within 5 s") {
		t.Errorf("error of a silent server: %v", err)
	}
	if d := time.Since(start); d > Unreachable+time.Second {
		t.Errorf("a silent server cost %v", d)
	}
}

func TestWriteFileLeavesNothingOnError(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	os.WriteFile(path, []byte("old"), 0o644)
	for _, want := range []error{errors.New("no data"), &os.PathError{Op: "write", Path: "tmp", Err: syscall.ENOSPC}} {
		err := WriteFile(path, func(w io.Writer) error { w.Write([]byte("new")); return want })
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("the error %v does not name the file", err)
		}
		if errors.Is(want, syscall.ENOSPC) && !strings.Contains(err.Error(), "disk is full") {
			t.Errorf("full disk reported as %v", err)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files left", len(files))
	}
	if b, _ := os.ReadFile(path); string(b) != "old" {
		t.Errorf("the old file became %q", b)
	}
}

// TestFullDiskHint checks that only the cache is said to be moved by FT_CACHE.
func TestFullDiskHint(t *testing.T) {
	t.Setenv("FT_CACHE", filepath.Join(t.TempDir(), "cache"))
	cache, err := CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]bool{cache: true, t.TempDir(): false} {
		err := WriteFile(filepath.Join(dir, "f"), func(io.Writer) error { return syscall.ENOSPC })
		if err == nil || strings.Contains(err.Error(), "FT_CACHE") != want {
			t.Errorf("in %s: %v", dir, err)
		}
	}
}

func TestReadOnlyFolderHint(t *testing.T) {
	err := WriteFile(filepath.Join(t.TempDir(), "f"), func(io.Writer) error { return syscall.EROFS })
	if err == nil || !strings.Contains(err.Error(), "choose a folder") {
		t.Error(err)
	}
}

func TestLockExcludes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	unlock, err := Lock(t.Context(), path, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	var log strings.Builder
	if _, err := Lock(ctx, path, progress.To(&log)); err == nil || log.Len() == 0 {
		t.Errorf("the lock was given twice (%v, %q)", err, log.String())
	}
	unlock()
	if unlock, err := Lock(t.Context(), path, nil); err != nil {
		t.Error(err)
	} else {
		unlock()
	}
}

// TestWriteFileKeepsDevices checks that a pipe, or for root a device, is not replaced by a file.
func TestWriteFileKeepsDevices(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := WriteBytes(pipe, nil); err == nil {
		t.Error("a pipe was written to as a file")
	}
	if info, err := os.Stat(pipe); err != nil || info.Mode().IsRegular() {
		t.Errorf("the pipe is gone: %v, %v", info, err)
	}
}
