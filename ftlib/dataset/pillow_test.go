package dataset

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pillow is testdata/pillow.json, see testdata/make_vectors.py.
type pillow struct {
	Decode []struct {
		File          string
		Width, Height int
		RGB           []byte
	}
	Resize []struct {
		File, Interpolation string
		Size                int
		RGB                 []byte
	}
	Nearest []struct {
		From, To int
		At       []int
	}
}

func vectors(t *testing.T) (v pillow) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "pillow.json"))
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDecodeAsPillow(t *testing.T) {
	for _, v := range vectors(t).Decode {
		data, err := os.ReadFile(filepath.Join("testdata", "images", v.File))
		if err != nil {
			t.Fatal(err)
		}
		pic, err := decode(data)
		if err != nil {
			t.Errorf("%s: %v", v.File, err)
			continue
		}
		if pic.w != v.Width || pic.h != v.Height {
			t.Errorf("%s: got %d×%d, want %d×%d", v.File, pic.w, pic.h, v.Width, v.Height)
			continue
		}
		mean, worst, equal, one := differences(pic.pix, v.RGB)
		t.Logf("%s: mean %.4f, worst %d, equal %.2f %%, at most 1 %.2f %%", v.File, mean, worst, 100*equal, 100*one)
		if !strings.HasSuffix(v.File, ".jpg") && worst > 0 {
			t.Errorf("%s: not equal to Pillow", v.File)
		}
		// A wrong filter, edge or colour constant breaks these; the rounding of the inverse transform does not.
		if worst > 3 || mean > 0.08 || one < 0.97 {
			t.Errorf("%s: too far from Pillow", v.File)
		}
	}
}

func TestResizeAsPillow(t *testing.T) {
	for _, v := range vectors(t).Resize {
		got, err := LoadImage(filepath.Join("testdata", "images", v.File), v.Size, v.Interpolation)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, v.RGB) {
			_, worst, equal, _ := differences(got, v.RGB)
			t.Errorf("%s to %d, %s: worst difference %d, equal %.3f", v.File, v.Size, v.Interpolation, worst, equal)
		}
	}
}

func TestNearestPositions(t *testing.T) {
	for _, v := range vectors(t).Nearest {
		if got := positions(v.From, v.To); !slices.Equal(got, v.At) {
			t.Errorf("%d to %d: got %v, want %v", v.From, v.To, got, v.At)
		}
	}
}

// decode turns the content of an image file into RGB.
func decode(data []byte) (*picture, error) { return decodeUpTo(data, maxPixels, false, nil, nil) }
