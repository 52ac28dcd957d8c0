// Package damage is for tests: it damages the files that a program has written, one at a time, and looks whether what
// reads them notices.
package damage

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Try uses the files and gives what came of it, or an error. It may repair what it finds.
type Try func() (result string, err error)

// Count is what came of damages.
type Count struct{ Detected, Harmless, Silent int }

// kind is one way in which a file breaks.
type kind struct {
	name string
	do   func(data []byte, r *rand.Rand) []byte
}

// kinds are byte flips at several places, zeros, truncation at several places, and bytes behind the end.
func kinds() []kind {
	all := []kind{
		{"cut to nothing", func([]byte, *rand.Rand) []byte { return nil }},
		{"cut by two bytes", func(b []byte, _ *rand.Rand) []byte { return b[:max(0, len(b)-2)] }},
		{"cut in the middle", func(b []byte, _ *rand.Rand) []byte { return b[:len(b)/2] }},
		{"all zeros", func(b []byte, _ *rand.Rand) []byte { return make([]byte, len(b)) }},
		{"zeros in the middle", func(b []byte, _ *rand.Rand) []byte {
			clear(b[len(b)/3 : min(len(b), len(b)/3+4096)])
			return b
		}},
		{"more bytes", func(b []byte, _ *rand.Rand) []byte { return append(b, "x\n"...) }},
	}
	for _, place := range []string{"first", "last", "any", "any", "any", "any"} {
		all = append(all, kind{"flipped bit, " + place, func(b []byte, r *rand.Rand) []byte {
			if len(b) > 0 {
				at := map[string]int{"first": 0, "last": len(b) - 1, "any": r.IntN(len(b))}[place]
				b[at] ^= 1 << r.IntN(8)
			}
			return b
		}})
	}
	return all
}

// All damages each file below root that is not left out, in each way, and puts files of the same name below others in
// its place. After each damage it tries and puts all files back. A result that is neither an error nor what it is
// without damage fails the test. Every how many-th damage is done: 1 is all.
func All(t *testing.T, root string, others []string, every int, leave func(name string) bool, try Try) Count {
	t.Helper()
	files := read(t, root)
	want, err := try()
	if err != nil {
		t.Fatalf("without damage: %v", err)
	}
	put(t, root, files)
	var count Count
	n := 0
	random := rand.New(rand.NewPCG(20, 26))
	one := func(name, what string, data []byte) {
		if n++; n%every != 0 || bytes.Equal(data, files[name]) {
			return
		}
		if err := os.WriteFile(filepath.Join(root, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
		switch got, err := try(); {
		case err != nil && strings.Contains(err.Error(), "\n"):
			t.Errorf("%s, %s: an error of several lines: %v", name, what, err)
		case err != nil:
			count.Detected++
		case got == want:
			count.Harmless++
		default:
			count.Silent++
			t.Errorf("%s, %s: silent: %q instead of %q", name, what, got, want)
		}
		put(t, root, files)
	}
	for name := range files {
		if leave != nil && leave(name) {
			continue
		}
		for _, k := range kinds() {
			one(name, k.name, k.do(bytes.Clone(files[name]), random))
		}
		for _, other := range others {
			if data, err := os.ReadFile(filepath.Join(other, name)); err == nil {
				one(name, "another one's", data)
			}
		}
	}
	t.Logf("%s: %d damages, %d detected, %d repaired or harmless, %d silent", filepath.Base(root),
		count.Detected+count.Harmless+count.Silent, count.Detected, count.Harmless, count.Silent)
	return count
}

// read returns the files below a folder by their paths in it.
func read(t *testing.T, root string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.HasSuffix(path, ".lock") {
			files[path], err = os.ReadFile(filepath.Join(root, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// put makes a folder hold these files and no others.
func put(t *testing.T, root string, files map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
