package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// direct is the definition in float64: ReLU(conv + bias), then 2x2 max-pooling if asked for.
func direct(x, kernel, bias []float32, n, h, w, in, out int, pool bool) []float64 {
	y := make([]float64, n*h*w*out)
	for i := range n {
		for r := range h {
			for c := range w {
				for k := range out {
					s := float64(bias[k])
					for a := max(0, 1-r); a < min(3, h+1-r); a++ {
						for b := max(0, 1-c); b < min(3, w+1-c); b++ {
							for q := range in {
								s += float64(x[((i*h+r+a-1)*w+c+b-1)*in+q]) * float64(kernel[((3*a+b)*in+q)*out+k])
							}
						}
					}
					y[((i*h+r)*w+c)*out+k] = math.Max(s, 0)
				}
			}
		}
	}
	if !pool {
		return y
	}
	p := make([]float64, n*(h/2)*(w/2)*out)
	for i := range n {
		for r := range h / 2 {
			for c := range w / 2 {
				for k := range out {
					at := func(a, b int) float64 { return y[((i*h+2*r+a)*w+2*c+b)*out+k] }
					p[((i*(h/2)+r)*(w/2)+c)*out+k] = max(at(0, 0), at(0, 1), at(1, 0), at(1, 1))
				}
			}
		}
	}
	return p
}

func normal(r *rand.Rand, n int, scale float64) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(r.NormFloat64() * scale)
	}
	return v
}

func TestAgainstTheDefinition(t *testing.T) {
	for _, c := range []struct {
		n, h, w, in, out int
		pool             bool
	}{{1, 4, 4, 32, 32, false}, {3, 14, 14, 64, 96, false}, {2, 14, 14, 32, 32, true}, {2, 7, 5, 32, 64, false}, {1, 6,
		10, 3, 32, true}, {1, 1, 1, 16, 32, false}} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			x, kernel, bias := normal(r, c.n*c.h*c.w*c.in, 1), normal(r, 9*c.in*c.out, math.Sqrt(2/float64(9*c.in))), normal(r,
				c.out, .1)
			conv, err := New(kernel, bias, c.h, c.w, c.in, c.out, c.pool)
			if err != nil {
				t.Fatal(err)
			}
			src := normal(r, c.n*conv.InputSize(), 100) // what Fill does not set must not matter
			for i := range c.n {
				conv.Fill(src[i*conv.InputSize():], c.in, func(y, z, k int) float32 { return x[((i*c.h+y)*c.w+z)*c.in+k] })
			}
			want := direct(x, kernel, bias, c.n, c.h, c.w, c.in, c.out, c.pool)
			got := make([]float32, len(want))
			conv.Apply(got, src, c.n, nil)
			if e := distance(got, want); !(e <= 3e-6) {
				t.Errorf("relative error %.1e", e)
			}

			// The same through the padded input of a next layer, whose memory held something else.
			h, w, k := conv.OutputShape()
			next, err := New(normal(r, 9*k*32, 1), make([]float32, 32), h, w, k, 32, false)
			if err != nil {
				t.Fatal(err)
			}
			padded := normal(r, c.n*next.InputSize(), 100)
			conv.Apply(padded, src, c.n, next)
			for i := range c.n {
				clean := make([]float32, next.InputSize())
				next.Fill(clean, k, func(y, x, q int) float32 { return got[((i*h+y)*w+x)*k+q] })
				for j, v := range clean {
					if padded[i*next.InputSize()+j] != v {
						t.Fatalf("image %d differs from the plain output at %d of the padded one", i, j)
					}
				}
			}
		})
	}
}

func TestShapesThatDoNotFit(t *testing.T) {
	if _, err := New(make([]float32, 9), make([]float32, 1), 4, 4, 1, 1, false); err == nil {
		t.Error("one output channel was accepted")
	}
	if _, err := New(make([]float32, 5), make([]float32, 32), 4, 4, 1, 32, false); err == nil {
		t.Error("a kernel that is too short was accepted")
	}
}

func distance(got []float32, want []float64) float64 {
	if len(got) != len(want) {
		return math.Inf(1)
	}
	var d, n float64
	for i, w := range want {
		e := float64(got[i]) - w
		d, n = d+e*e, n+w*w
	}
	return math.Sqrt(d / n)
}

// BenchmarkSetKernel takes 512x512 kernels to the points, as each step of a training does, forward and backward.
func BenchmarkSetKernel(b *testing.B) {
	kernel := normal(rand.New(rand.NewPCG(1, 2)), 9*512*512, .01)
	conv, err := New(kernel, make([]float32, 512), 14, 14, 512, 512, false)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		conv.setKernel(kernel, 512)
	}
}

func BenchmarkConv(b *testing.B) {
	for _, s := range [][3]int{{224, 64, 64}, {112, 128, 128}, {56, 256, 256}, {28, 512, 512}, {14, 512, 512}} {
		b.Run(fmt.Sprintf("%dx%dx%d-%d", s[0], s[0], s[1], s[2]), func(b *testing.B) {
			const n = 8
			r := rand.New(rand.NewPCG(1, 2))
			conv, err := New(normal(r, 9*s[1]*s[2], .01), make([]float32, s[2]), s[0], s[0], s[1], s[2], false)
			if err != nil {
				b.Fatal(err)
			}
			src, dst := make([]float32, n*conv.InputSize()), make([]float32, n*s[0]*s[0]*s[2])
			for b.Loop() {
				conv.Apply(dst, src, n, nil)
			}
			flops := 18 * float64(n*s[0]*s[0]) * float64(s[1]*s[2])
			b.ReportMetric(flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
