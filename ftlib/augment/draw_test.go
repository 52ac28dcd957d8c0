package augment

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestDraw compares with what was drawn at first: a run that goes on, or is done again, must get the same variants.
func TestDraw(t *testing.T) {
	want := []change{{Name: "flip", B: 1}, {Name: "rotation", A: 34.97491373223103},
		{Name: "zoom", A: 1.0520790017608188}, {Name: "translation", A: -20.061207504275824, B: 0.8987139386543256},
		{Name: "brightness", A: -12.307046242374652}, {Name: "contrast", A: 0.8932518183002292},
		{Name: "crop", A: 15, B: 25, C: 196}}
	p, err := Parse("flip=both,rotation=0.1,zoom=0.2,translation=0.1,brightness=0.2,contrast=0.2,crop")
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range p.draw(rand.New(rand.NewPCG(3, 4)), 224) {
		w := want[i]
		if got.Name != w.Name || math.Abs(got.A-w.A) > 1e-9 || math.Abs(got.B-w.B) > 1e-9 || got.C != w.C {
			t.Errorf("%+v, want %+v", got, w)
		}
	}
}

// TestCrop checks how crops are written, what they keep, and that each place comes up as often as the others.
func TestCrop(t *testing.T) {
	for text, want := range map[string]string{"crop": "crop=0.875", "flip,crop": "flip=horizontal,crop=0.875",
		" crop=0.50": "crop=0.5"} {
		if p, err := Parse(text); err != nil || p.String() != want {
			t.Errorf("%q is %s, %v", text, p, err)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		share      float64
		side, kept int
	}{{0.875, 224, 196}, {0.875, 256, 224}, {0.875, 100, 88}, {0.875, 108, 94}, {0.29, 100, 29}, {0.999, 224, 223},
		{0.999, 2, 1}, {1e-9, 224, 1}, {0.5, 1, 1}} {
		if got := (Pipeline{{Name: "crop", Factor: c.share}}).draw(r, c.side)[0]; got.C != float64(c.kept) {
			t.Errorf("%g of %d: %g are kept, want %d", c.share, c.side, got.C, c.kept)
		}
	}
	places := map[change]int{}
	for range 9000 {
		places[Pipeline{{Name: "crop", Factor: 0.8}}.draw(r, 10)[0]]++
	}
	for x := range 3 {
		for y := range 3 {
			if n := places[change{"crop", float64(x), float64(y), 8}]; n < 850 || n > 1150 {
				t.Errorf("%d of 9000 crops are at (%d, %d)", n, x, y)
			}
		}
	}
}
