package dataset

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

const (
	demoPerClass = 40
	demoSize     = 112 // pixels; doubled, a network's 224
	// demoDigest is Dataset.Digest of the demo on every machine.
	demoDigest = "e7ceb048dadf42f34b3f8035675fd79f949ea5665490d09f613a252b0cfecb11"
)

// demoShapes tells for each class which pixels, counted from a centre, belong to a shape of radius r. Integers only,
// so that every machine draws the same.
var demoShapes = []struct {
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

// DemoImages is the number of images of the demo.
const DemoImages = 4 * demoPerClass

// Demo returns a small data set that is drawn by code, 40 PNG files for each of four kinds of shapes, the same on
// every machine. It stands in where the paper's images cannot be had. It is written into the cache directory.
func Demo(ctx context.Context, watch progress.Observer) (*Dataset, error) {
	cache, err := fetch.CacheDir("data")
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(cache, "demo")
	unlock, err := fetch.Lock(ctx, dir, watch)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if d, err := openDemo(dir); err == nil {
		return d, nil
	}
	if err := stage(dir, drawDemo); err != nil {
		return nil, fmt.Errorf("draw the demo data set: %w", err)
	}
	return openDemo(dir)
}

func openDemo(dir string) (*Dataset, error) {
	d, err := list(dir, true)
	if err != nil {
		return nil, err
	}
	digest, err := d.Digest()
	if err != nil {
		return nil, err
	}
	if digest != demoDigest {
		return nil, fmt.Errorf("demo data set %s has digest %s, expected %s: remove the folder", dir, digest, demoDigest)
	}
	d.Name = "demo"
	return d, nil
}

func drawDemo(dir string) error {
	// Uncompressed, since what a compressor writes may change with the version of Go and so would the digest.
	encoder := png.Encoder{CompressionLevel: png.NoCompression}
	for label, shape := range demoShapes {
		if err := os.Mkdir(filepath.Join(dir, shape.class), 0o755); err != nil {
			return err
		}
		for i := range demoPerClass {
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
	x0, y0 := radius+below(demoSize-2*radius), radius+below(demoSize-2*radius)
	turn := below(4)
	var ground [3]int
	for c := range ground {
		ground[c] = below(256)
	}
	img := image.NewRGBA(image.Rect(0, 0, demoSize, demoSize))
	for y := range demoSize {
		for x := range demoSize {
			inside := demoShapes[label].inside(x-x0, y-y0, radius, turn)
			at := img.Pix[img.PixOffset(x, y):]
			for c, v := range ground {
				if inside {
					v ^= 128
				}
				at[c] = clamp(int32(v + below(41) - 20))
			}
			at[3] = 255
		}
	}
	return img
}
