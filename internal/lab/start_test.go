package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestStart(t *testing.T) {
	l := theLab(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	address := make(chan string, 1)
	ended := make(chan error, 1)
	began := time.Now()
	go func() { ended <- l.Start(ctx, Server{Ready: func(url string) { address <- url }}) }()
	select {
	case err := <-ended:
		t.Fatal(err)
	case url := <-address:
		t.Logf("answers after %v", time.Since(began))
		base, token, _ := strings.Cut(url, "/lab?token=")
		status := func(token string) (int, string) {
			resp, err := http.Get(base + "/api/kernelspecs?token=" + token)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			b, _ := io.ReadAll(resp.Body)
			return resp.StatusCode, string(b)
		}
		if code, body := status(token); code != 200 || !strings.Contains(body, `"Go (gonb)"`) || strings.Contains(body,
			"ipykernel") {
			t.Errorf("kernels: %d %s", code, body)
		}
		if code, _ := status("guess"); code != 403 {
			t.Errorf("a wrong token got %d", code)
		}
		// The token must not be in the list of processes.
		if out, err := exec.Command("ps", "axww", "-o", "args").Output(); err == nil && strings.Contains(string(out), token) {
			t.Error("the token is an argument")
		}
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("did not end")
	}
}

func TestStartSaysWhyNot(t *testing.T) {
	l := theLab(t)
	busy, free, err := freePort(t.TempDir(), "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	free()
	s := http.Server{Addr: fmt.Sprintf("127.0.0.1:%d", busy)}
	go s.ListenAndServe() //nolint:errcheck // closed below
	defer s.Close()
	time.Sleep(200 * time.Millisecond)
	if err := l.Start(t.Context(), Server{Port: busy}); err == nil || !strings.Contains(err.Error(), "is not free") {
		t.Errorf("got %v", err)
	}
}

// TestTwoLabs reserves ports for labs that have not begun to listen.
func TestTwoLabs(t *testing.T) {
	dir := t.TempDir()
	one, free, err := freePort(dir, "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	two, freeTwo, err := freePort(dir, "127.0.0.1", 0)
	if err != nil || two == one {
		t.Fatalf("both have port %d, %v", two, err)
	}
	freeTwo()
	if _, _, err := freePort(dir, "127.0.0.1", one); err == nil {
		t.Errorf("port %d was given twice", one)
	}
	free()
	if _, free, err = freePort(dir, "127.0.0.1", one); err != nil {
		t.Error(err)
	} else {
		free()
	}
}

// TestAnswerOfAnotherServer waits for a server of its own and gets the answers of another one, which was there first.
func TestAnswerOfAnotherServer(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer other.Close()
	ended := make(chan error, 1)
	time.AfterFunc(time.Second, func() { ended <- errors.New("port in use") })
	if err := waitFor(t.Context(), filepath.Join(t.TempDir(), "none"), other.URL, ended); err == nil {
		t.Error("the other server's answer was taken")
	}
}

func TestStatus(t *testing.T) {
	l := theLab(t)
	p, err := locate(l.root)
	if err != nil {
		t.Fatal(err)
	}
	p.dir = l.dir
	for _, c := range p.status() {
		t.Logf("%+v", c)
		if !c.OK {
			t.Errorf("%s: %s: %s", c.Name, c.Detail, c.Fix)
		}
	}
	t.Setenv("FT_CACHE", t.TempDir())
	for _, c := range Status(l.root) {
		if c.OK || c.Fix == "" || c.Detail == "" {
			t.Errorf("in an empty cache: %+v", c)
		}
	}
	if c := Status(t.TempDir()); len(c) != 1 || c[0].OK || !strings.Contains(c[0].Fix, "checkout") {
		t.Errorf("outside a checkout: %+v", c)
	}
}

// TestRelativeData names the images as seen from the folder that ft was started in.
func TestRelativeData(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	t.Setenv("FT_DATA", "photos")
	cmd := exec.Command("sh", "-c", "echo $FT_DATA")
	cmd.Env = (&Lab{}).jupyterEnv("data", "scratch")
	if out, err := cmd.Output(); err != nil || string(out) != filepath.Join(dir, "photos")+"\n" {
		t.Errorf("cells get %s, %v", out, err)
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		server Server
		want   string
	}{
		{Server{IP: "127.0.0.1", Port: 8888, Token: "abc"}, "http://127.0.0.1:8888/lab?token=abc"},
		{Server{IP: "0.0.0.0", Port: 80, Token: "a&b #c"}, "http://127.0.0.1:80/lab?token=a%26b+%23c"},
		{Server{IP: "::1", Port: 80, Token: "abc"}, "http://[::1]:80/lab?token=abc"},
	} {
		if got := c.server.address("/lab"); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// Both ends of the pipe between kernel and cell have to be of one version.
func TestKernelAndLibraryUseTheSameGoNB(t *testing.T) {
	version := func(file string) string {
		b, err := os.ReadFile(filepath.Join("..", "..", file))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			f := strings.Fields(line)
			if len(f) >= 2 && f[0] == "github.com/janpfeifer/gonb" && strings.HasPrefix(f[1], "v") {
				return f[1]
			}
		}
		return "none"
	}
	if a, b := version("go.mod"), version("notebooks/tools/go.mod"); a != b {
		t.Errorf("go.mod has %s, notebooks/tools/go.mod %s", a, b)
	}
}
