package jpeg

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// fromGo is the picture that the planes of image/jpeg give with the upsampling and the colours of this package, from
// which the recorded results of this project were made; nil for files that it cannot read, or has no such planes of.
func fromGo(t *testing.T, data []byte) []byte {
	img, err := jpeg.Decode(bytes.NewReader(data))
	ycc, ok := img.(*image.YCbCr)
	if err != nil || !ok {
		return nil
	}
	d, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.comps {
		c := &d.comps[i]
		pix, stride := ycc.Y, ycc.YStride
		if i > 0 {
			pix, stride = [][]byte{ycc.Cb, ycc.Cr}[i-1], ycc.CStride
		}
		c.pix = make([]byte, c.stride*8*c.high)
		for y := range c.high {
			copy(c.pix[y*c.stride*8:], pix[y*stride:y*stride+c.wide])
		}
	}
	d.adobe = -1
	rgb := make([]byte, d.width*d.height*3)
	d.colours(rgb, all(d.width), all(d.height))
	return rgb
}

// TestSameAsGo holds every bit of what image/jpeg reads, up to its planes, to that of Go 1.26.
func TestSameAsGo(t *testing.T) {
	if !strings.HasPrefix(runtime.Version(), "go1.26") {
		t.Skip("another version may transform otherwise")
	}
	root := filepath.Join("..", "..", "..", "..", "shared", "data", "cats-dogs-horses-humans")
	photos, _ := filepath.Glob(filepath.Join(root, "*", "*"))
	if testing.Short() && len(photos) > 0 {
		photos = photos[:50]
	}
	images, _ := filepath.Glob(filepath.Join("..", "..", "dataset", "testdata", "images", "*.jpg"))
	compared := 0
	for _, path := range append(images, photos...) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := fromGo(t, data)
		if want == nil {
			continue
		}
		compared++
		for range 2 { // with the vectors of the processor, if there are any, and without
			got, _, _, err := Decode(data, nil, nil)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s: other pixels, vectors %t, error %v", path, vectors, err)
			}
			vectors = !vectors
		}
	}
	if compared < 15 {
		t.Errorf("only %d files compared", compared)
	}
}

// TestSample checks that the pixels that are asked for are those of the whole picture.
func TestSample(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "dataset", "testdata", "images", "*.jpg"))
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		whole, w, h, err := Decode(data, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		for first := range 3 {
			for step := 1; step < 7; step++ {
				var xs, ys []int
				for x := min(first, w-1); x < w; x += step {
					xs = append(xs, x)
				}
				for y := min(first, h-1); y < h; y += step + 1 {
					ys = append(ys, y)
				}
				got, _, _, err := Decode(data, func(int, int) ([]int, []int) { return xs, ys }, nil)
				if err != nil {
					t.Fatal(err)
				}
				for j, y := range ys {
					for i, x := range xs {
						if [3]byte(got[(j*len(xs)+i)*3:]) != [3]byte(whole[(y*w+x)*3:]) {
							t.Fatalf("%s: pixel %d, %d of every %d", path, x, y, step)
						}
					}
				}
			}
		}
	}
}

// FuzzDecode looks for a file that causes a panic or a picture of the wrong length.
func FuzzDecode(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("..", "..", "dataset", "testdata", "images", "*.jpg"))
	for _, path := range files {
		if b, err := os.ReadFile(path); err == nil {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, h, err := Size(data); err != nil || w*h > 1<<16 {
			return
		}
		pix, w, h, err := Decode(data, nil, nil)
		if err == nil && len(pix) != 3*w*h {
			t.Errorf("%d bytes for %d×%d pixels", len(pix), w, h)
		}
		Exif(data)
	})
}
