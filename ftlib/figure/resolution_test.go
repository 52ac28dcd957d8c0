package figure_test

import (
	"bytes"
	"image/png"
	"testing"

	"github.com/finetune-go/ft/ftlib/figure"
)

// TestResolution reads the dots a metre of a PNG file where its format has them.
func TestResolution(t *testing.T) {
	f, err := figure.Curves(madeUpRuns("vgg16")...).Figure()
	if err != nil {
		t.Fatal(err)
	}
	file, err := f.PNG()
	if err != nil {
		t.Fatal(err)
	}
	if want := []byte("pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01"); !bytes.Equal(file[37:37+len(want)], want) {
		t.Errorf("no 300 dots an inch in %q", file[:60])
	}
	if _, err := png.Decode(bytes.NewReader(file)); err != nil {
		t.Error(err)
	}
}
