package dataset

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/internal/sealed"
)

// TestVerdict damages what the cache knows of damaged images, and lets it name another image: each image keeps its own
// pixels.
func TestVerdict(t *testing.T) {
	root := folder(t, twoClasses)
	if err := os.WriteFile(filepath.Join(root, "ant", "b0.png"), []byte("no image"), 0o644); err != nil {
		t.Fatal(err)
	}
	check := func(what string) *Dataset {
		t.Helper()
		d, err := Open(root, Options{Size: 8, Interpolation: "nearest"})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		p, err := d.Pixels(context.Background(), 8, "nearest", nil)
		if err != nil {
			return d // an image that was left out by mistake is found out
		}
		defer p.Close()
		for i := range p.N {
			if want, err := LoadImage(d.Path(i), 8, "nearest"); err != nil || !bytes.Equal(p.At(i), want) {
				t.Errorf("%s: %s has other pixels, error %v", what, d.Files[i], err)
			}
		}
		return d
	}
	d := check("whole")
	found, err := filepath.Glob(filepath.Join(os.Getenv("FT_CACHE"), "pixels", "*.checked.json"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	good, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 4 // of a 2 a 6
		if err := os.WriteFile(found[0], bad, 0o644); err != nil {
			t.Fatal(err)
		}
		if check("flipped"); t.Failed() {
			t.Fatalf("%s", bad)
		}
	}
	var m marks
	if err := sealed.Read(found[0], &m); err != nil || len(m.Damaged) != 1 || len(d.Files) != 6 {
		t.Fatal(m, d.Files, err)
	}
	m.Damaged = map[int]string{5: "another decoder's verdict"}
	if err := sealed.Write(found[0], m); err != nil {
		t.Fatal(err)
	}
	if d = check("another verdict"); len(d.Files) != 6 {
		t.Error(d.Files)
	}
}
