package augment

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestKeras compares with testdata/keras.json, made by Keras itself from the same parameters.
func TestKeras(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "keras.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Side  int
		Image []float32
		Cases []struct {
			Changes []change
			Want    []float64
		}
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Cases {
		worst := 0.
		for i, got := range apply(v.Image, v.Side, c.Changes) {
			worst = max(worst, math.Abs(float64(got)-c.Want[i]))
		}
		if worst > 2e-3 { // of 255
			t.Errorf("%v: %g away from Keras", c.Changes, worst)
		}
	}
	if len(v.Cases) < 21 {
		t.Error("testdata/keras.json lacks cases: run testdata/make_vectors.py")
	}
}

// TestVariants checks that a variant is a function of its three numbers, that parameters keep to their range, and that
// changes of nothing leave an image as it is.
func TestVariants(t *testing.T) {
	const side = 12
	r := rand.New(rand.NewPCG(1, 2))
	image := make([]byte, side*side*3)
	for i := range image {
		image[i] = byte(r.IntN(256))
	}
	p, err := Parse("flip=both, rotation=0.5,zoom=0.9,translation=1,brightness=0.2,contrast=0.3")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(p.String()); err != nil || again.String() != p.String() {
		t.Errorf("%s: %v", p, err)
	}
	seen := map[string]bool{}
	for _, seed := range []uint32{0, 1} {
		for number := range 3 {
			for i := range 3 {
				one, two := make([]byte, len(image)), make([]byte, len(image))
				p.Variant(one, image, side, seed, number, i)
				p.Variant(two, image, side, seed, number, i)
				if !bytes.Equal(one, two) {
					t.Error("the same numbers give other pixels")
				}
				seen[string(one)] = true
			}
		}
	}
	if len(seen) != 18 {
		t.Errorf("%d different variants of 18", len(seen))
	}
	flips := [4]int{}
	for range 1000 {
		all := p.draw(r, side)
		flips[int(all[0].A+2*all[0].B)]++
		for i, most := range []float64{1, 180, 0, side, 51, 0} {
			if i == 2 && math.Abs(all[i].A-1) > 0.9 || i == 5 && math.Abs(all[i].A-1) > 0.3 ||
				most > 0 && (math.Abs(all[i].A) > most || math.Abs(all[i].B) > most) {
				t.Errorf("%+v", all[i])
			}
		}
	}
	for _, n := range flips {
		if n < 180 || n > 320 {
			t.Errorf("flips %v", flips)
		}
	}
	values := make([]float32, len(image))
	for i, v := range image {
		values[i] = float32(v)
	}
	for _, nothing := range []change{{Name: "flip"}, {Name: "rotation"}, {Name: "zoom", A: 1}, {Name: "translation"},
		{Name: "brightness"}, {Name: "contrast", A: 1}, {Name: "rotation", A: 360}, {Name: "translation", A: 4 * side},
		{Name: "crop", C: side}} {
		for i, got := range apply(values, side, []change{nothing}) {
			if math.Abs(float64(got-values[i])) > 1e-2 {
				t.Errorf("%+v changes the image", nothing)
				break
			}
		}
	}
}

// TestParseRefuses has augmentations that cannot be.
func TestParseRefuses(t *testing.T) {
	for _, bad := range []string{"", "flip,", "flip=up", "shear=0.1", "zoom", "zoom=1", "zoom=-0.1", "rotation=NaN",
		"rotation=2",
		"contrast=0", "flip,flip", "brightness=x",
		"crop=0", "crop=1", "crop=2", "crop=-0.5", "crop=nan", "crop=", "crop=small", "crop,crop", "crop=0.5,crop"} {
		if p, err := Parse(bad); err == nil {
			t.Errorf("%q is taken for %v", bad, p)
		}
	}
}

func BenchmarkVariant(b *testing.B) {
	p, _ := Parse("flip,rotation=0.1,zoom=0.2,translation=0.1,brightness=0.2,contrast=0.2")
	image := make([]byte, 224*224*3)
	for i := range b.N {
		p.Variant(image, image, 224, 1, i, 0)
	}
}
