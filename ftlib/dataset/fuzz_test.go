package dataset

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// FuzzDecode looks for a file that makes a decoder panic or return a picture of the wrong length.
func FuzzDecode(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "images", "*"))
	if err != nil || len(files) == 0 {
		f.Fatal("no images", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		pic, err := decodeUpTo(data, 1<<16, true, nil, nil) // a larger one tells no more and takes long
		if err == nil && (pic.w < 1 || pic.h < 1 || len(pic.pix) != pic.w*pic.h*3) {
			t.Errorf("%d×%d with %d bytes", pic.w, pic.h, len(pic.pix))
		}
	})
}

// FuzzCache looks for a cache file that is accepted with a length other than its footer's, or that causes a panic.
func FuzzCache(f *testing.F) {
	b, err := json.Marshal(footer{N: 1, Size: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append(append([]byte{1, 2, 3}, b...), append([]byte{byte(len(b)), 0, 0, 0}, magic...)...))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, n, err := parseCache(bytes.NewReader(data), int64(len(data))); err == nil &&
			n != int64(got.N*got.Size*got.Size*3) {
			t.Errorf("%d bytes for %+v", n, got)
		}
	})
}
