// Package drawn is a small data set that is drawn by code, for tests and for a first try without photographs.
package drawn

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

const (
	perClass = 40
	size     = 112 // pixels; doubled, a network's 224
	// digest is Dataset.Digest of the images on every machine.
	digest = "e7ceb048dadf42f34b3f8035675fd79f949ea5665490d09f613a252b0cfecb11"
)

// shapes tells for each class which pixels, counted from a centre, belong to a shape of radius r. Integers only,
// so that every machine draws the same.
var shapes = []struct {
	class  string
	inside func(x, y, r, turn int) bool
}{
	{"circles", func(x, y, r, _ int) bool { return x*x+y*y <= r*r }},
	{"squares", func(x, y, r, _ int) bool { return max(x, -x) <= r && max(y, -y) <= r }},
	{"stripes", func(x, y, r, turn int) bool {
		along := []int{x, y, x + y, x - y}[turn]
		return (along+16*r)/(r/2+1)%2 == 0
	}},
	{"triangles", func(x, y, r, turn int) bool {
		if turn%2 == 1 {
			y = -y
		}
		return -r <= y && y <= r && 2*max(x, -x) <= y+r
	}},
}

// Images is the number of images.
const Images = 4 * perClass

// Name is what configurations call the images.
const Name = "demo"

// Data registers the images under their name with a fit.Catalog.
var Data = map[string]func(context.Context, progress.Observer) (*dataset.Dataset, error){Name: Open}

// Open returns 40 PNG files for each of four kinds of shapes, the same on every machine. They are written into the
// cache directory.
func Open(ctx context.Context, watch progress.Observer) (*dataset.Dataset, error) {
	cache, err := fetch.CacheDir("data")
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, Name)
	unlock, err := fetch.Lock(ctx, dir, watch)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if d, err := open(dir); err == nil {
		return d, nil
	}
	if err := fetch.Stage(dir, draw); err != nil {
		return nil, fmt.Errorf("draw the demo data set: %w", err)
	}
	return open(dir)
}

func open(dir string) (*dataset.Dataset, error) {
	d, err := dataset.OpenKnown(dir)
	if err != nil {
		return nil, err
	}
	got, err := d.Digest()
	if err != nil {
		return nil, err
	}
	if got != digest {
		return nil, fmt.Errorf("drawn images %s have digest %s, expected %s: remove the folder", dir, got, digest)
	}
	d.Name = Name
	return d, nil
}

func draw(dir string) error {
	// Uncompressed, since what a compressor writes may change with the version of Go and so would the digest.
	encoder := png.Encoder{CompressionLevel: png.NoCompression}
	for label, shape := range shapes {
		if err := os.Mkdir(filepath.Join(dir, shape.class), 0o755); err != nil {
			return err
		}
		for i := range perClass {
			var b bytes.Buffer
			if err := encoder.Encode(&b, drawShape(label, uint64(i))); err != nil {
				return err
			}
			name := filepath.Join(dir, shape.class, fmt.Sprintf("%02d.png", i+1))
			if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// drawShape draws one picture: a noisy shape on a noisy ground, colours half the range apart in each channel.
func drawShape(label int, number uint64) image.Image {
	random := rand.NewPCG(uint64(label), number)
	below := func(n int) int { return int(random.Uint64()>>32) % n }
	radius := 14 + below(26)
	x0, y0 := radius+below(size-2*radius), radius+below(size-2*radius)
	turn := below(4)
	var ground [3]int
	for c := range ground {
		ground[c] = below(256)
	}
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			inside := shapes[label].inside(x-x0, y-y0, radius, turn)
			at := img.Pix[img.PixOffset(x, y):]
			for c, v := range ground {
				if inside {
					v ^= 128
				}
				at[c] = byte(min(max(v+below(41)-20, 0), 255))
			}
			at[3] = 255
		}
	}
	return img
}
