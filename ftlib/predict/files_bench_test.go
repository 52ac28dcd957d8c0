package predict

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// BenchmarkFiles measures images a second: of the network alone, on pixels that are there, and of 500 JPEG files of an
// ordinary photograph's size, which are decoded while the network works.
func BenchmarkFiles(b *testing.B) {
	const images, batch, side = 500, 16, 224
	open, err := backend.Open(b.Context(), backend.Options{})
	if err != nil {
		b.Fatal(err)
	}
	m, err := network.New("resnet50", side, "avg,512,drop0.5,256,drop0.5", 4)
	if err != nil {
		b.Fatal(err)
	}
	trained := map[string]weights.Tensor{}
	for _, l := range m.Layers[m.Base:] {
		for _, p := range l.Params {
			trained[p.Name] = weights.Tensor{Shape: p.Shape, Data: make([]float32, p.Size())}
		}
	}
	source := &Source{Config: run.Config{Model: "resnet50", Head: "avg,512,drop0.5,256,drop0.5", Weights: "random",
		Image: run.Image{Size: side, Interpolation: "nearest"}}, Classes: make([]string, 4), Trained: trained}
	c, err := New(b.Context(), &fit.Session{Backend: open}, source, batch)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	dir := b.TempDir()
	files := make([]string, images)
	for i := range files {
		files[i] = filepath.Join(dir, fmt.Sprintf("%03d.jpg", i))
		if err := os.WriteFile(files[i], photograph(b, i), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	pixels := make([]byte, batch*side*side*3)
	for i := range pixels {
		pixels[i] = byte(i * i)
	}
	// In turns, so that what else the machine does slows both down.
	var alone, streamed time.Duration
	for b.Loop() {
		for some := range slices.Chunk(files, 5*batch) {
			start := time.Now()
			for from := 0; from < len(some); from += batch {
				if _, err := c.Pixels(pixels[:min(batch, len(some)-from)*side*side*3]); err != nil {
					b.Fatal(err)
				}
			}
			between := time.Now()
			err := c.Files(b.Context(), some, func(_ int, _ []float32, unread error) error { return unread })
			if err != nil {
				b.Fatal(err)
			}
			alone, streamed = alone+between.Sub(start), streamed+time.Since(between)
		}
	}
	b.ReportMetric(float64(b.N*images)/alone.Seconds(), "network-images/s")
	b.ReportMetric(float64(b.N*images)/streamed.Seconds(), "files-images/s")
}

// photograph is a JPEG with something to code, but no noise.
func photograph(b *testing.B, number int) []byte {
	img := image.NewYCbCr(image.Rect(0, 0, 500, 375), image.YCbCrSubsampleRatio420)
	for i := range img.Y {
		x, y := i%img.YStride, i/img.YStride
		img.Y[i] = byte(x*y/50 + x&y + number)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = byte(i/90), byte(i%180)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, nil); err != nil {
		b.Fatal(err)
	}
	return file.Bytes()
}
