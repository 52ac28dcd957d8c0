package dataset

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/internal/damage"
)

// TestDamagedPixels damages what the cache has of the pixels of a data set, and puts another one's in its place: what
// is read is what the images are, under their digest.
func TestDamagedPixels(t *testing.T) {
	d := open(t)
	use := func() (string, error) {
		p, err := d.Pixels(context.Background(), 20, "nearest", nil)
		if err != nil {
			return "", err
		}
		defer p.Close()
		return fmt.Sprintf("%x %s", sha256.Sum256(p.Data), p.Digest), nil
	}
	if _, err := use(); err != nil {
		t.Fatal(err)
	}
	damage.All(t, filepath.Join(os.Getenv("FT_CACHE"), "pixels"), nil, 1, nil, use)
}

// TestDamagedFooter flips each bit of a footer: the digest that is found in it is the right one, or none.
func TestDamagedFooter(t *testing.T) {
	d := open(t)
	p, err := d.Pixels(t.Context(), 8, "nearest", nil)
	if err != nil {
		t.Fatal(err)
	}
	pixels, want := len(p.Data), p.Digest
	p.Close()
	files, err := filepath.Glob(filepath.Join(os.Getenv("FT_CACHE"), "pixels", "*.pixels"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for bit := 8 * pixels; bit < 8*len(data); bit++ {
		data[bit/8] ^= 1 << (bit % 8)
		if err := os.WriteFile(files[0], data, 0o644); err != nil {
			t.Fatal(err)
		}
		data[bit/8] ^= 1 << (bit % 8)
		switch got, err := d.PixelsDigest(t.Context(), 8, "nearest"); {
		case err != nil:
			t.Errorf("bit %d: %v", bit, err)
		case got == want: // a letter of a name, whose case does not count
			found++
		case got != "":
			t.Errorf("bit %d: %s is taken for %s", bit, got, want)
		}
	}
	if all := 8 * (len(data) - pixels); found > all/10 {
		t.Errorf("%d of %d damages change nothing", found, all)
	}
}
