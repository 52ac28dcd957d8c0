package kernels

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// reference is one layer in float64, forward and backward by definition.
type reference struct {
	Layer
	kernel, bias []float32
	x, y         []float64
	dk, db       []float64
}

func (l *reference) forward(x []float64, n int) []float64 {
	l.x, l.y = x, make([]float64, n*l.Height*l.Width*l.Out)
	l.each(n, func(in, tap, out int) {
		for k := range l.Out {
			for q := range l.In {
				l.y[out+k] += x[in+q] * float64(l.kernel[(tap*l.In+q)*l.Out+k])
			}
		}
	})
	for i := range l.y {
		l.y[i] = math.Max(0, l.y[i]+float64(l.bias[i%l.Out]))
	}
	if !l.Pool {
		return l.y
	}
	out := make([]float64, n*(l.Height/2)*(l.Width/2)*l.Out)
	l.windows(n, func(at [4]int, to int) { out[to] = max(l.y[at[0]], l.y[at[1]], l.y[at[2]], l.y[at[3]]) })
	return out
}

func (l *reference) backward(g []float64, n int) []float64 {
	dy := g
	if l.Pool {
		dy = make([]float64, len(l.y))
		l.windows(n, func(at [4]int, to int) {
			best := at[0]
			for _, p := range at {
				if l.y[p] > l.y[best] {
					best = p
				}
			}
			dy[best] = g[to]
		})
	}
	dx := make([]float64, len(l.x))
	l.dk, l.db = make([]float64, len(l.kernel)), make([]float64, l.Out)
	for i := range dy {
		if l.y[i] <= 0 {
			dy[i] = 0
		}
		l.db[i%l.Out] += dy[i]
	}
	l.each(n, func(in, tap, out int) {
		for k := range l.Out {
			for q := range l.In {
				dx[in+q] += dy[out+k] * float64(l.kernel[(tap*l.In+q)*l.Out+k])
				l.dk[(tap*l.In+q)*l.Out+k] += dy[out+k] * l.x[in+q]
			}
		}
	})
	return dx
}

// each visits the pairs of input and output pixels that a tap of the kernel joins.
func (l *reference) each(n int, f func(in, tap, out int)) {
	for i := range n {
		for r := range l.Height {
			for c := range l.Width {
				for tap := range 9 {
					if y, x := r+tap/3-1, c+tap%3-1; y >= 0 && y < l.Height && x >= 0 && x < l.Width {
						f(((i*l.Height+y)*l.Width+x)*l.In, tap, ((i*l.Height+r)*l.Width+c)*l.Out)
					}
				}
			}
		}
	}
}

func (l *reference) windows(n int, f func(at [4]int, to int)) {
	for to := range n * (l.Height / 2) * (l.Width / 2) * l.Out {
		k, x, y, i := to%l.Out, to/l.Out%(l.Width/2), to/l.Out/(l.Width/2)%(l.Height/2), to/l.Out/(l.Width/2)/(l.Height/2)
		at := func(a, b int) int { return ((i*l.Height+2*y+a)*l.Width+2*x+b)*l.Out + k }
		f([4]int{at(0, 0), at(0, 1), at(1, 0), at(1, 1)}, to)
	}
}

func wide(v []float32) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

func TestConvLayers(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		if !testing.Short() { // the definition takes minutes with the race detector
			// 140 tiles of 6x4 and more than the 384 that are summed at once of 12x8.
			testConvLayers(t, 70, []Layer{{12, 8, 32, 64, false, false}, {12, 8, 64, 32, true, true},
				{6, 4, 32, 32, false, false}, {6, 4, 32, 64, false, true}, {6, 4, 64, 32, true, true}})
		}
		testConvLayers(t, 4, []Layer{{7, 5, 32, 32, true, true}, {3, 2, 32, 32, true, true}}) // odd sizes
	})
}

func testConvLayers(t *testing.T, batch int, specs []Layer) {
	r := rand.New(rand.NewPCG(1, 2))
	s, err := NewConvLayers(specs, batch)
	if err != nil {
		t.Fatal(err)
	}
	var ref []*reference
	for i, l := range specs {
		ref = append(ref, &reference{Layer: l, kernel: normal(r, 9*l.In*l.Out, math.Sqrt(2/float64(9*l.In))),
			bias: normal(r, l.Out, .1)})
		s.Set(i, ref[i].kernel, ref[i].bias)
	}
	h, w, in := specs[0].Height, specs[0].Width, specs[0].In
	for _, n := range []int{batch, 3} { // what a larger batch left behind must not matter
		x := normal(r, n*h*w*in, 1)
		images := slices.Collect(slices.Chunk(x, h*w*in))
		got, want := s.Forward(images), wide(x)
		for _, l := range ref {
			want = l.forward(want, n)
		}
		if e := distance(got, want); !(e <= 3e-6) {
			t.Errorf("forward: relative error %.1e", e)
		}
		g := normal(r, len(got), 1)
		s.Backward(g, n)
		back := wide(g)
		for i := len(ref) - 1; i >= 0; i-- {
			back = ref[i].backward(back, n)
			if !specs[i].Trained {
				continue
			}
			dk, db := s.Gradient(i)
			if e := distance(dk, ref[i].dk); !(e <= 1e-5) {
				t.Errorf("layer %d, %d images: kernel gradient's relative error %.1e", i, n, e)
			}
			if e := distance(db, ref[i].db); !(e <= 1e-5) {
				t.Errorf("layer %d, %d images: bias gradient's relative error %.1e", i, n, e)
			}
		}
		// One thread gives the same bits.
		dk, _ := s.Gradient(1)
		many := slices.Clone(dk)
		var again []float32
		alone(func() {
			again = s.Forward(images)
			s.Backward(g, n)
		})
		if !slices.Equal(again, got) || !slices.Equal(dk, many) {
			t.Error("the number of threads changes the bits")
		}
	}
}

func BenchmarkConvLayers(b *testing.B) {
	const n = 32
	s, err := NewConvLayers([]Layer{{14, 14, 512, 512, false, true}, {14, 14, 512, 512, false, true},
		{14, 14, 512, 512, true, true}}, n)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	kernel, bias := normal(r, 9*512*512, .02), make([]float32, 512)
	images := slices.Collect(slices.Chunk(normal(r, n*14*14*512, 1), 14*14*512))
	g := normal(r, n*7*7*512, 1)
	for b.Loop() {
		for i := range 3 {
			s.Set(i, kernel, bias)
		}
		s.Forward(images)
		s.Backward(g, n)
	}
	b.ReportMetric(18*512*512*14*14*n*8*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
