// Package shapes draws folders of images for studies, as people have them: train, val and test, a class a folder.
package shapes

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/internal/fetch"
)

// Set is a data set to be drawn, with folders train, val and test. Images of test are drawn like the others and are
// many more than a user would have: they tell how good a network is on images that it has not seen.
type Set struct {
	Name    string
	Classes []string
	Counts  map[string][]int // by part: of each class
	Hard    float64          // how much hides the shapes, from 0 to 1
}

// Training is the number of training images.
func (s Set) Training() (n int) {
	for _, c := range s.Counts["train"] {
		n += c
	}
	return n
}

// Draw draws the set below a folder, unless it lies there already.
func (s Set) Draw(folder string) error {
	whole := filepath.Join(folder, s.Name+".drawn")
	if _, err := os.Stat(whole); err == nil {
		return nil
	}
	for p, part := range []string{"train", "val", "test"} {
		for c, class := range s.Classes {
			dir := filepath.Join(folder, s.Name, part, class)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			for i := range s.Counts[part][c] {
				r := rand.New(rand.NewPCG(uint64(len(s.Name))<<32|uint64(p<<8|c), uint64(i)))
				if err := save(filepath.Join(dir, fmt.Sprintf("%04d.jpg", i)), picture(r, class, s.Hard)); err != nil {
					return err
				}
			}
		}
	}
	return fetch.WriteBytes(whole, nil)
}

func save(path string, img image.Image) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := jpeg.Encode(f, img, &jpeg.Options{Quality: 85}); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// inside says whether a point, in units of a shape's radius, belongs to it.
var inside = map[string]func(x, y float64) bool{
	"circle": func(x, y float64) bool { return x*x+y*y <= 1 },
	"ring":   func(x, y float64) bool { d := x*x + y*y; return d <= 1 && d >= 0.3 },
	"square": func(x, y float64) bool { return max(math.Abs(x), math.Abs(y)) <= 0.85 },
	"cross": func(x, y float64) bool {
		return min(math.Abs(x), math.Abs(y)) <= 0.3 && max(math.Abs(x), math.Abs(y)) <= 1
	},
	"triangle": func(x, y float64) bool { return y <= 0.6 && 2*math.Abs(x) <= y+1.1 },
	"star":     func(x, y float64) bool { return math.Hypot(x, y) <= 0.7+0.35*math.Cos(5*math.Atan2(y, x)) },
}

const side = 128

// picture draws one shape of random place, size, turn and colours, before a background of waves, with strokes across
// it, in noise.
func picture(r *rand.Rand, class string, hard float64) image.Image {
	colour := func() (c [3]float64) {
		for i := range c {
			c[i] = 255 * r.Float64()
		}
		return c
	}
	front, back, waves := colour(), colour(), colour()
	scale := 0.12 + 0.3*r.Float64()
	radius, turn := scale*side, 2*math.Pi*r.Float64()
	cx, cy := radius/2+r.Float64()*(side-radius), radius/2+r.Float64()*(side-radius)
	wx, wy := r.Float64()*0.4*hard, r.Float64()*0.4*hard
	type stroke struct{ a, b, c, width float64 }
	var strokes []stroke
	for range r.IntN(1 + int(6*hard)) {
		angle := 2 * math.Pi * r.Float64()
		strokes = append(strokes,
			stroke{math.Cos(angle), math.Sin(angle), side * (r.Float64() - 0.2), 1 + 3*r.Float64()})
	}
	noise := hard * (20 + 50*r.Float64())
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			px, py := float64(x), float64(y)
			c := back
			if math.Sin(wx*px+wy*py) > 0.3 {
				c = waves
			}
			dx, dy := (px-cx)/radius, (py-cy)/radius
			if inside[class](dx*math.Cos(turn)+dy*math.Sin(turn), dy*math.Cos(turn)-dx*math.Sin(turn)) {
				c = front
			}
			for _, s := range strokes {
				if math.Abs(s.a*px+s.b*py-s.c) < s.width {
					c = waves
				}
			}
			v := func(i int) uint8 { return uint8(min(255, max(0, c[i]+noise*r.NormFloat64()))) }
			img.SetRGBA(x, y, color.RGBA{v(0), v(1), v(2), 255})
		}
	}
	return img
}
