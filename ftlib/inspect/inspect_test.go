package inspect

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/metrics"
	xdraw "golang.org/x/image/draw"
)

// TestLabels finds the one image whose class was swapped, and none of a class that has no images.
func TestLabels(t *testing.T) {
	truth := []int{0, 0, 0, 1, 1, 1, 0}
	p := [][]float64{{.8, .2, 0}, {.7, .3, 0}, {.9, .1, 0}, {.2, .8, 0}, {.1, .9, 0}, {.4, .6, 0}, {.05, .95, 0}}
	got, err := Labels(3, truth, p)
	if err != nil || len(got) != 1 || got[0].Image != 6 || got[0].Likely != 1 || got[0].Given != .05 ||
		got[0].Other != .95 {
		t.Errorf("suspects %+v", got)
	}
	if _, err := Labels(2, nil, nil); !errors.Is(err, metrics.ErrNoImages) {
		t.Errorf("of nothing: %v", err)
	}
	if _, err := Labels(2, truth, p); err == nil {
		t.Error("three probabilities of two classes are taken")
	}
	if got := Worst([]float64{1, 3, 2, 3}); !slices.Equal(got, []int{1, 3, 2, 0}) {
		t.Errorf("worst %v", got)
	}
}

// TestSameAsCleanlab compares with what cleanlab finds, see testdata/make_vectors.py.
func TestSameAsCleanlab(t *testing.T) {
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Classes       int
		Truth, Wrong  []int
		Probabilities [][]float64
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		var got []int
		suspects, err := Labels(c.Classes, c.Truth, c.Probabilities)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range suspects {
			got = append(got, s.Image)
		}
		slices.Sort(got)
		if len(c.Wrong) == 0 || !slices.Equal(got, c.Wrong) {
			t.Errorf("%d classes: images %v, cleanlab says %v", c.Classes, got, c.Wrong)
		}
	}
}

// TestDuplicates finds copies that were scaled, compressed and made brighter, those across classes first, and takes
// neither other pictures nor a damaged file for one.
func TestDuplicates(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	add := func(name string, img image.Image, quality int) {
		path := filepath.Join(dir, name)
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if quality > 0 {
			err = jpeg.Encode(f, img, &jpeg.Options{Quality: quality})
		} else {
			err = png.Encode(f, img)
		}
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	one, other := scene(1), scene(2)
	add("one.png", one, 0)
	add("other.png", other, 0)
	small := image.NewRGBA(image.Rect(0, 0, 90, 70))
	xdraw.CatmullRom.Scale(small, small.Bounds(), one, one.Bounds(), xdraw.Src, nil)
	add("small.jpg", small, 60)
	bright := image.NewRGBA(one.Bounds())
	for i, v := range one.Pix {
		bright.Pix[i] = byte(min(255, int(v)*6/5+10))
	}
	add("bright.png", bright, 0)
	white := image.NewUniform(color.White)
	for _, name := range []string{"white1.png", "white2.png"} {
		blank := image.NewRGBA(image.Rect(0, 0, 50, 50))
		xdraw.Draw(blank, blank.Bounds(), white, image.Point{}, xdraw.Src)
		add(name, blank, 0)
	}
	if err := os.WriteFile(filepath.Join(dir, "bad.jpg"), []byte("\xff\xd8\xff"), 0o644); err != nil {
		t.Fatal(err)
	}
	paths = append(paths, filepath.Join(dir, "bad.jpg"), filepath.Join(dir, "missing.jpg"))
	got, err := Duplicates(t.Context(), paths, []int{0, 0, 1, 0, 0, 0, 0, 0}, false)
	if err != nil {
		t.Fatal(err)
	}
	type pair struct {
		a, b   int
		across bool
	}
	want := []pair{{0, 2, true}, {2, 3, true}, {4, 5, false}, {0, 3, false}}
	var pairs []pair
	for _, p := range got {
		pairs = append(pairs, pair{p.A, p.B, p.Across})
	}
	if !slices.Equal(pairs, want) {
		t.Errorf("pairs %+v", got)
	}
	if _, err := Duplicates(t.Context(), paths, nil, false); err == nil {
		t.Error("images without a class are taken")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Duplicates(ctx, paths, make([]int, len(paths)), false); err == nil {
		t.Error("an interrupt is no error")
	}
}

// scene draws some rectangles.
func scene(seed uint64) *image.RGBA {
	random := rand.New(rand.NewPCG(seed, 1))
	img := image.NewRGBA(image.Rect(0, 0, 160, 120))
	xdraw.Draw(img, img.Bounds(), image.Black, image.Point{}, xdraw.Src)
	for range 30 {
		x, y := random.IntN(160), random.IntN(120)
		c := color.RGBA{byte(random.IntN(200)), byte(random.IntN(200)), byte(random.IntN(200)), 255}
		xdraw.Draw(img, image.Rect(x, y, x+20+random.IntN(40), y+20+random.IntN(40)), image.NewUniform(c), image.Point{},
			xdraw.Src)
	}
	return img
}
