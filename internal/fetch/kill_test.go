package fetch

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// A night's worth is go test ./internal/fetch -run TestKilledDownload -kills 10000 -timeout 3h.
var kills = flag.Int("kills", 30, "how many downloads TestKilledDownload kills")

const victimSize = 400_000

// TestMain lets the test program be a download that is killed.
func TestMain(m *testing.M) {
	address := os.Getenv("FT_TEST_DOWNLOAD")
	if address == "" {
		os.Exit(m.Run())
	}
	_, sum := content(victimSize)
	err := File(context.Background(), Source{Name: "f", URL: address, SHA256: sum}, os.Getenv("FT_TEST_DOWNLOAD_TO"), nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// TestKilledDownload kills downloads with SIGKILL at random moments, and damages what some of them leave. The file is
// never there but whole, and an undisturbed download then leaves nothing else.
func TestKilledDownload(t *testing.T) {
	if testing.Short() {
		t.Skip("kills for seconds")
	}
	for _, resumable := range []bool{true, false} {
		t.Run(fmt.Sprintf("resumable=%v", resumable), func(t *testing.T) {
			server := serve(t, resumable, 2*time.Millisecond)
			dst := filepath.Join(t.TempDir(), "f")
			began := time.Now()
			victim(t, server.URL, dst, nil)
			longest, finished, resumed := time.Since(began), 0, 0
			for range *kills / 2 {
				if whole(t, dst) {
					finished++
					os.Remove(dst)
				}
				before := server.resumed.Load()
				moment := time.Duration(rand.Int64N(int64(longest)))
				victim(t, server.URL, dst, &moment)
				if whole(t, dst); server.resumed.Load() > before {
					resumed++
				}
				if rand.IntN(3) == 0 {
					flip(dst + ".part")
				}
			}
			t.Logf("%d killed, of which %d too late; %d had resumed", *kills/2, finished, resumed)
			victim(t, server.URL, dst, nil)
			if !whole(t, dst) {
				t.Error("there is no file")
			}
			if _, err := os.Stat(dst + ".part"); err == nil {
				t.Error("a part is left")
			}
			unlock, err := Lock(t.Context(), dst, nil)
			if err != nil {
				t.Fatal(err)
			}
			unlock()
		})
	}
}

// TestFileVerifiesAPart flips a byte of what a killed download has left: the file is fetched from its beginning.
func TestFileVerifiesAPart(t *testing.T) {
	body, sum := content(victimSize)
	for _, resumable := range []bool{true, false} {
		for _, size := range []int64{0, victimSize} {
			for _, have := range []int{1, victimSize / 2, victimSize} {
				server := serve(t, resumable, 0)
				dst := filepath.Join(t.TempDir(), "f")
				if err := os.WriteFile(dst+".part", body[:have], 0o644); err != nil {
					t.Fatal(err)
				}
				flip(dst + ".part")
				src := Source{Name: "f", URL: server.URL, SHA256: sum, Size: size}
				if err := File(t.Context(), src, dst, nil); err != nil {
					t.Errorf("%d of %d bytes, resumable: %v: %v", have, size, resumable, err)
				} else if !whole(t, dst) || server.whole.Load() != 1 {
					t.Errorf("%d of %d bytes, resumable: %v: fetched %d times from the beginning", have, size, resumable,
						server.whole.Load())
				}
			}
		}
	}
}

// served is a server of content, and how often it has sent all and the rest of it.
type served struct {
	*httptest.Server
	whole, resumed atomic.Int32
}

// serve serves in pieces, with a pause after each.
func serve(t *testing.T, resumable bool, pause time.Duration) *served {
	t.Helper()
	body, _ := content(victimSize)
	s := &served{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !resumable {
			r.Header.Del("Range")
		}
		http.ServeContent(&slow{w, s, pause}, r, "", time.Time{}, bytes.NewReader(body))
	}))
	t.Cleanup(s.Close)
	return s
}

// slow writes in pieces.
type slow struct {
	http.ResponseWriter
	s     *served
	pause time.Duration
}

func (w *slow) WriteHeader(status int) {
	switch status {
	case http.StatusOK:
		w.s.whole.Add(1)
	case http.StatusPartialContent:
		w.s.resumed.Add(1)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *slow) Write(p []byte) (n int, err error) {
	for len(p) > 0 && err == nil {
		var m int
		m, err = w.ResponseWriter.Write(p[:min(len(p), 4096)])
		n, p = n+m, p[m:]
		if w.pause > 0 {
			w.ResponseWriter.(http.Flusher).Flush()
			time.Sleep(w.pause)
		}
	}
	return n, err
}

// victim downloads in a process of its own, which is killed after a time where one is given.
func victim(t *testing.T, address, dst string, moment *time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "FT_TEST_DOWNLOAD="+address, "FT_TEST_DOWNLOAD_TO="+dst)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if moment != nil {
		time.Sleep(*moment)
		cmd.Process.Kill() //nolint:errcheck // it may have come to its end
	}
	if err := cmd.Wait(); err != nil && cmd.ProcessState.Exited() {
		t.Fatalf("%v: %s", err, &said)
	}
}

// whole says whether the file is there; if so, it must be what it is to be.
func whole(t *testing.T, dst string) bool {
	t.Helper()
	got, err := os.ReadFile(dst)
	if err != nil {
		return false
	}
	if want, _ := content(victimSize); !bytes.Equal(got, want) {
		t.Fatalf("a file of %d bytes is there, which is another one", len(got))
	}
	return true
}

// flip damages a byte of a file, where there is one.
func flip(path string) {
	text, err := os.ReadFile(path)
	if err != nil || len(text) == 0 {
		return
	}
	text[rand.IntN(len(text))] ^= 1 << rand.IntN(8)
	os.WriteFile(path, text, 0o644) //nolint:errcheck // the test's own file
}
