package dataset

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
)

// BenchmarkDecode measures decoding a JPEG of an ordinary photograph's size and resizing it.
func BenchmarkDecode(b *testing.B) {
	img := image.NewYCbCr(image.Rect(0, 0, 500, 375), image.YCbCrSubsampleRatio420)
	for i := range img.Y { // something to code, but no noise
		x, y := i%img.YStride, i/img.YStride
		img.Y[i] = byte(x*y/50 + x&y)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = byte(i/90), byte(i%180)
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, nil); err != nil {
		b.Fatal(err)
	}
	r := Reading{Size: 224, Interpolation: "nearest"}
	out := make([]byte, r.bytes())
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if _, err := r.pixels(out, file.Bytes()); err != nil {
			b.Fatal(err)
		}
	}
}
