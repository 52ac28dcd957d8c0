//go:build cgo

package main

import (
	"bytes"
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/leftover"
)

// A night's worth is go test ./cmd/ft -run TestKills -kills 1000 -timeout 3h.
var kills = flag.Int("kills", 20, "how many processes TestKills kills")

// victim is a command that is killed again and again, and then ends undisturbed.
type victim struct {
	args  []string // in a folder of its own
	share int      // of a hundred kills
	fresh []string // patterns of folders that are removed before each start, so that there is always something to do
	same  func(name string) bool
}

func trained(name string) bool {
	return strings.HasSuffix(name, "history.csv") || strings.HasSuffix(name, "config.json") || strings.HasSuffix(name,
		".safetensors")
}

// reported are a report's files without the one that has the time in it.
func reported(name string) bool {
	return !strings.Contains(name, "/runs/") && !strings.HasSuffix(name, ".pdf")
}

var victims = map[string]victim{
	"train": {[]string{"train", "--data", "demo", "--weights", "random", "--image", "32", "--epochs", "60", "--results",
		"results", "--name", "a", "--resume"}, 50,
		nil, trained},
	"stopping": {[]string{"train", "--data", "demo", "--weights", "random", "--image", "32", "--epochs", "60", "--split",
		"60/20/20", "--early-stopping", "30", "--schedule", "plateau", "--results", "results", "--name", "a", "--resume"}, 10,
		nil, trained},
	"prefix": {[]string{"train", "--data", "demo", "--weights", "random", "--image", "64", "--epochs", "3", "--results",
		"results", "--name", "a", "--resume"}, 30,
		[]string{"results", "cache/pixels", "cache/prefix/*[0-9a-f]"}, trained}, // an interrupted prefix, *.part, stays,
	"reproduce": {[]string{"reproduce", "--demo", "--table", "5", "--rows", "6", "--seeds", "2", "--epochs", "2",
		"--results", "results"}, 3, nil, trained},
	"report": {[]string{"report", "--results", "results"}, 5, nil, reported},
	"lab":    {[]string{"lab"}, 2, nil, nil},
}

// TestKills ends processes with SIGKILL at random moments. After each kill no child is left and no run is damaged, and
// in the end all files are what an undisturbed process leaves.
func TestKills(t *testing.T) {
	if testing.Short() {
		t.Skip("kills for minutes")
	}
	program := buildProgram(t)
	cache, err := fetch.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range victims {
		t.Run(name, func(t *testing.T) { v.kill(t, program, cache, max(1, *kills*v.share/100)) })
	}
}

// buildProgram builds ft.
func buildProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "ft")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	return program
}

func (v victim) kill(t *testing.T, program, cache string, n int) {
	whole, dir := v.folder(t, cache), v.folder(t, cache)
	start := func(dir string, args ...string) (*exec.Cmd, *bytes.Buffer) {
		cmd := exec.Command(program, args...)
		cmd.Dir = dir
		if args[0] == "lab" { // which needs a checkout
			cmd.Dir = "../.."
		}
		cmd.Env = append(os.Environ(), "FT_CACHE="+filepath.Join(dir, "cache"), "FT_TEST_KILLS="+dir)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		cmd.WaitDelay = time.Second
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, &out
	}
	longest := 6 * time.Second
	if v.same != nil {
		began := time.Now()
		if cmd, out := start(whole, v.args...); cmd.Wait() != nil {
			t.Fatal(out)
		}
		longest = time.Since(began)
	}
	finished := 0
	for range n {
		for _, pattern := range v.fresh {
			folders, _ := filepath.Glob(filepath.Join(dir, pattern))
			for _, folder := range folders {
				os.RemoveAll(folder)
			}
		}
		cmd, out := start(dir, v.args...)
		time.Sleep(time.Duration(rand.Int64N(int64(longest))))
		cmd.Process.Kill() //nolint:errcheck // it may have come to its end
		if err := cmd.Wait(); err != nil && cmd.ProcessState.Exited() {
			t.Fatalf("%v: %s", err, out)
		}
		if left := leftover.Processes("FT_TEST_KILLS="+dir, 5*time.Second); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
		if _, err := os.Stat(filepath.Join(dir, "results", "runs")); err != nil {
			continue
		}
		if cmd, out := start(dir, "verify", "results"); cmd.Wait() != nil && !strings.Contains(out.String(), "no run in it") {
			t.Errorf("after a kill: %s", out)
		}
		if cmd.ProcessState.Success() { // there is nothing to kill any more
			finished++
			os.RemoveAll(filepath.Join(dir, "results"))
			v.fill(t, dir)
		}
	}
	t.Logf("%d killed, of which %d too late", n, finished)
	if v.same == nil {
		return
	}
	if cmd, out := start(dir, v.args...); cmd.Wait() != nil {
		t.Fatal(out)
	}
	if compared := compare(t, filepath.Join(whole, "results"), filepath.Join(dir, "results"), v.same); compared == 0 {
		t.Error("nothing was compared")
	}
}

// folder is a new folder to start in.
func (v victim) folder(t *testing.T, cache string) string {
	t.Helper()
	dir := t.TempDir()
	linkCache(t, cache, dir)
	v.fill(t, dir)
	return dir
}

// linkCache gives a folder a cache that has what is fetched and nothing of what is computed.
func linkCache(t *testing.T, cache, dir string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "cache"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"plugin", "weights", "lab", "data"} {
		if err := os.MkdirAll(filepath.Join(cache, part), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(cache, part), filepath.Join(dir, "cache", part)); err != nil {
			t.Fatal(err)
		}
	}
}

// fill gives a report something to be made of.
func (v victim) fill(t *testing.T, dir string) {
	t.Helper()
	if v.args[0] != "report" {
		return
	}
	for seed := range 3 {
		name := "vgg16-n3-holdout-seed" + string(rune('1'+seed))
		if err := os.CopyFS(filepath.Join(dir, "results", "runs", name),
			os.DirFS(filepath.Join("../../results/runs", name))); err != nil {
			t.Fatal(err)
		}
	}
}

// compare compares the files that are to be the same.
func compare(t *testing.T, whole, killed string, same func(name string) bool) (compared int) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(whole), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") || !same("/"+name) {
			return err
		}
		a, err := os.ReadFile(filepath.Join(whole, name))
		if err != nil {
			return err
		}
		b, err := os.ReadFile(filepath.Join(killed, name))
		if compared++; err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs, %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return compared
}
