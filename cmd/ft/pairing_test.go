//go:build cgo

package main

import (
	"cmp"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
)

// pairing is what all pairs of TestPairs share.
type pairing struct {
	program, cache string
	base           string             // what each pair's folder begins with, pixels and prefix of run a included
	files          map[string]string  // of base
	alone          map[string]outcome // by arguments
}

// outcome is what a command, or two, have left.
type outcome struct {
	code  int
	said  string            // on standard error, without the folder
	files map[string]string // of all that are to be the same each time
}

func newPairs(t *testing.T) *pairing {
	t.Helper()
	cache, err := fetch.CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	p := &pairing{program: buildProgram(t), cache: cache, base: t.TempDir(), alone: map[string]outcome{}}
	first := t.TempDir()
	linkCache(t, cache, first)
	prepare := []invocation{{args: "train --name a" + tiny}, {args: "train --name other --head 64 --seed 3" + tiny}}
	for _, c := range commands {
		if c.slow && everything() {
			prepare = append(prepare, c)
		}
	}
	for _, c := range prepare {
		c.args = strings.Replace(c.args, "--results results", "--results elsewhere", 1)
		if o := p.start(t, first, c)(); o.code != 0 {
			t.Fatal(o.said)
		}
	}
	for _, part := range []string{"results", "cache/prefix", "cache/pixels"} {
		copyFolder(t, filepath.Join(first, part), filepath.Join(p.base, part))
	}
	for _, name := range []string{"vgg16-n3-holdout-seed1", "resnet50-n6-holdout-seed1"} {
		copyFolder(t, filepath.Join("../../results/runs", name), filepath.Join(p.base, "results/runs", name))
	}
	images, err := filepath.Glob(filepath.Join(cache, "data/demo/*/*.png"))
	if err != nil || len(images) == 0 {
		t.Fatalf("no images, %v", err)
	}
	text, err := os.ReadFile(images[0])
	if err == nil {
		err = os.WriteFile(filepath.Join(p.base, "image.png"), text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	p.files = left(t, p.base)
	return p
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// start starts a command; the function that it returns waits for its end.
func (p *pairing) start(t *testing.T, dir string, c invocation) (wait func() outcome) {
	t.Helper()
	cmd := exec.Command(p.program, append(strings.Fields(c.args), "--quiet")...)
	cmd.Dir = cmp.Or(c.dir, dir)
	cmd.Env = append(os.Environ(), "FT_CACHE="+filepath.Join(dir, "cache"), "FT_DATA="+filepath.Join(dir, "nowhere"))
	if p.files != nil {
		cmd.Env = append(cmd.Env, "PATH=") // without a browser, which takes seconds for a PDF
	}
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() outcome {
		cmd.Wait() //nolint:errcheck // the code tells
		return outcome{cmd.ProcessState.ExitCode(), strings.ReplaceAll(said.String(), dir, ""), nil}
	}
}

// run starts commands in a new folder, together or one after the other.
func (p *pairing) run(t *testing.T, together, cold bool, commands ...invocation) (ended []outcome,
	files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	copyFolder(t, p.base, dir)
	if cold {
		for _, part := range []string{"cache/prefix", "cache/pixels"} {
			if err := os.RemoveAll(filepath.Join(dir, part)); err != nil {
				t.Fatal(err)
			}
		}
	}
	linkCache(t, p.cache, dir)
	var waits []func() outcome
	for _, c := range commands {
		wait := p.start(t, dir, c)
		if !together {
			o := wait()
			wait = func() outcome { return o }
		}
		waits = append(waits, wait)
	}
	for _, wait := range waits {
		ended = append(ended, wait())
	}
	if o := p.start(t, dir, invocation{args: "verify results"})(); o.code != 0 {
		t.Errorf("afterwards: %s", o.said)
	}
	return ended, left(t, dir)
}

// left are the files of a folder that are to be the same each time, without the cache and the folder's name. A hidden
// one is what a process has not cleaned away.
func left(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == "cache":
			return fs.SkipDir
		case d.IsDir():
			return nil
		case strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(name, ".lock"):
			t.Errorf("%s is left", name)
		}
		switch d.Name() {
		case run.TimingFile, run.ResultFile, run.ManifestFile: // seconds, and their digests
			return nil
		}
		if filepath.Ext(name) == ".pdf" || strings.HasPrefix(d.Name(), "rows-of-") { // has a time in it
			return nil
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = strings.ReplaceAll(string(text), dir, "")
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return files
}

// together starts a pair.
func (p *pairing) together(t *testing.T, pair [2]invocation) {
	cold := rand.IntN(4) == 0 && !pair[0].slow && !pair[1].slow
	ended, got := p.run(t, true, cold, pair[:]...)
	for i, o := range ended {
		if !p.allowed(t, pair[i], pair[1-i], o) || strings.Contains(o.said, "goroutine ") {
			t.Errorf("ft %s: exit code %d: %s", pair[i].args, o.code, o.said)
		}
	}
	if ended[0].code != 0 && ended[1].code != 0 && p.lone(t, pair[0]).code == 0 && p.lone(t, pair[1]).code == 0 {
		t.Error("both have failed")
	}
	var differ []string
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		want := maps.Clone(p.files) // of one after the other, as it is where neither reads what the other writes
		for _, i := range order {
			for name, text := range p.lone(t, pair[i]).files {
				if ended[i].code == 0 && p.files[name] != text {
					want[name] = text
				}
			}
		}
		if maps.Equal(got, want) {
			return
		}
		if _, want = p.run(t, false, false, pair[order[0]], pair[order[1]]); maps.Equal(got, want) {
			return
		}
		differ = append(differ, differences(got, want))
	}
	t.Errorf("other files than those of one after the other: %s; and the other way round: %s", differ[0], differ[1])
}

// differences are the names of files that are others.
func differences(got, want map[string]string) string {
	all := maps.Clone(got)
	maps.Copy(all, want)
	maps.DeleteFunc(all, func(name, _ string) bool {
		a, has := got[name]
		b, had := want[name]
		return has == had && a == b
	})
	return strings.Join(slices.Sorted(maps.Keys(all)), ", ")
}

// allowed says whether a command may end as it has: as alone, or with a line that names what the other one writes.
func (p *pairing) allowed(t *testing.T, c, other invocation, o outcome) bool {
	t.Helper()
	if alone := p.lone(t, c); o.code == alone.code {
		return o.code == 0 || o.said == alone.said
	}
	if o.code != 1 || strings.Count(o.said, "\n") != 1 || !strings.HasPrefix(o.said, "ft: ") {
		return false
	}
	return slices.ContainsFunc(other.writes, func(name string) bool { return strings.Contains(o.said, name) })
}

// lone is what a command leaves alone.
func (p *pairing) lone(t *testing.T, c invocation) outcome {
	t.Helper()
	o, known := p.alone[c.args]
	if !known {
		ended, files := p.run(t, false, false, c)
		o = ended[0]
		o.files = files
		p.alone[c.args] = o
	}
	return o
}
