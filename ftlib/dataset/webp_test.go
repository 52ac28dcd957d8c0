package dataset

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWebPCanvas refuses a picture behind a header that declares another size: it would get past the limit of pixels.
func TestWebPCanvas(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("testdata", "images", "lossless.webp"))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := decode(file)
	if err != nil {
		t.Fatal(err)
	}
	extended := func(w, h int) []byte {
		head := append([]byte("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00"), byte(w-1), byte((w-1)>>8), 0, byte(h-1),
			byte((h-1)>>8), 0)
		out := append([]byte("RIFF\x00\x00\x00\x00WEBP"), append(head, file[12:]...)...)
		binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
		return out
	}
	if _, err := decode(extended(plain.w, plain.h)); err != nil {
		t.Errorf("the same size: %v", err)
	}
	if _, err := decode(extended(1, 1)); err == nil || !strings.Contains(err.Error(), "another size") {
		t.Errorf("a canvas of one pixel: %v", err)
	}
}
