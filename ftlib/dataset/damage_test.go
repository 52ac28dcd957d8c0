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
