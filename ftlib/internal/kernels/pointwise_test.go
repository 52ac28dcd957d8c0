package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func TestPointwise(t *testing.T) {
	for width := range 3 {
		before := kernels
		use(4 << width)
		for _, c := range []struct {
			n, h, w, in, out, stride int
			relu, side               bool
			odd                      int // rows and columns that the last stride does not fill
		}{{2, 7, 5, 33, 64, 1, false, false, 0}, {3, 4, 4, 16, 32, 2, true, true, 0}, {3, 4, 5, 16, 32, 2, false, true,
			1}, {40, 7, 7, 8, 32, 1, true, true, 0}} {
			t.Run(fmt.Sprint(lanes(), " lanes ", c), func(t *testing.T) {
				r := rand.New(rand.NewPCG(1, 2))
				rows, columns := c.h*c.stride-c.odd, c.w*c.stride-c.odd
				x, kernel, bias := normal(r, c.n*rows*columns*c.in, 1), normal(r, c.in*c.out, .1), normal(r, c.out, .1)
				var side []float32
				if c.side {
					side = normal(r, c.n*c.h*c.w*c.out, 1)
				}
				p, err := NewPointwise(kernel, bias, rows, columns, c.in, c.out, c.stride, c.relu)
				if err != nil {
					t.Fatal(err)
				}
				want := make([]float64, c.n*c.h*c.w*c.out)
				for i := range want {
					k, pixel := i%c.out, i/c.out
					image, y, z := p.pixel(pixel)
					sum := float64(bias[k])
					for q := range c.in {
						sum += float64(x[((image*rows+y*c.stride)*columns+z*c.stride)*c.in+q]) * float64(kernel[q*c.out+k])
					}
					if c.side {
						sum += float64(side[i])
					}
					if c.relu {
						sum = math.Max(0, sum)
					}
					want[i] = sum
				}
				got := make([]float32, len(want))
				p.Apply(got, x, side, c.n, nil)
				if e := distance(got, want); !(e <= 1e-6) {
					t.Errorf("relative error %.1e", e)
				}
				next := shaped(c.h, c.w, c.out, 32, false)
				padded := normal(r, c.n*next.InputSize(), 100)
				p.Apply(padded, x, side, c.n, next)
				for i := range c.n {
					clean := make([]float32, next.InputSize())
					next.Fill(clean, c.out, func(y, x, q int) float32 { return got[((i*c.h+y)*c.w+x)*c.out+q] })
					for j, v := range clean {
						if padded[i*next.InputSize()+j] != v {
							t.Fatalf("image %d differs from the plain output at %d of the padded one", i, j)
						}
					}
				}
			})
		}
		kernels = before
	}
}

// TestWindowed takes a strided 3x3 window with "valid" padding.
func TestWindowed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n, rows, columns, in, out = 2, 9, 7, 3, 32
	x, kernel, bias := normal(r, n*rows*columns*in, 1), normal(r, 9*in*out, 1), normal(r, out, 1)
	p, err := NewWindowed(kernel, bias, rows, columns, 3, in, out, 2, false)
	if err != nil {
		t.Fatal(err)
	}
	h, w := p.height, p.width
	if h != 4 || w != 3 {
		t.Fatalf("%dx%d outputs", h, w)
	}
	got := make([]float32, n*h*w*out)
	p.Apply(got, x, nil, n, nil)
	for i, v := range got {
		k, c, y, image := i%out, i/out%w, i/out/w%h, i/out/w/h
		sum := float64(bias[k])
		for tap := range 9 {
			for q := range in {
				sum += float64(x[((image*rows+2*y+tap/3)*columns+2*c+tap%3)*in+q]) * float64(kernel[(tap*in+q)*out+k])
			}
		}
		if !(math.Abs(sum-float64(v)) <= 1e-5) {
			t.Fatalf("value %d is %g instead of %g", i, v, sum)
		}
	}
}

func TestPools(t *testing.T) {
	x := []float32{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7} // 4x4
	got := make([]float32, 4)
	MaxPool(got, x, 1, 4, 4, 1)
	if want := []float32{6, 8, 9, 8}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("max-pooling gives %v, not %v", got, want)
	}
	got = make([]float32, 4)
	MaxPool(got, x, 1, 3, 3, 1) // windows around the corners
	if want := []float32{5, 6, 8, 9}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("max-pooling of an odd size gives %v, not %v", got, want)
	}
	mean := make([]float32, 2)
	Mean(mean, []float32{1, 2, 3, 4, 5, 9}, 1, 3, 2)
	if mean[0] != 3 || mean[1] != 5 {
		t.Errorf("means %v", mean)
	}
}
