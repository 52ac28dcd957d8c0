package kernels

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// unitReference is a unit by definition, in float64.
type unitReference struct {
	side, stride, in, out                     int
	kernel, bias, gamma, beta, mean, variance []float64
	x, y, hat                                 []float64
	inverse                                   []float64
	h, w                                      int // of x
	dk, dgamma, dbeta                         []float64
}

// each visits the pairs of pixels that a tap of the kernel joins.
func (u *unitReference) each(n int, f func(in, tap, out int)) {
	h, w := (u.h-1)/u.stride+1, (u.w-1)/u.stride+1
	for i := range n {
		for r := range h {
			for c := range w {
				for tap := range u.side * u.side {
					y, x := r*u.stride+tap/u.side-u.side/2, c*u.stride+tap%u.side-u.side/2
					if y >= 0 && y < u.h && x >= 0 && x < u.w {
						f(((i*u.h+y)*u.w+x)*u.in, tap, ((i*h+r)*w+c)*u.out)
					}
				}
			}
		}
	}
}

func (u *unitReference) forward(x []float64, n int, training bool, c Constants) []float64 {
	rows := n * ((u.h-1)/u.stride + 1) * ((u.w-1)/u.stride + 1)
	u.x, u.y = x, make([]float64, rows*u.out)
	u.each(n, func(in, tap, out int) {
		for k := range u.out {
			for q := range u.in {
				u.y[out+k] += x[in+q] * u.kernel[(tap*u.in+q)*u.out+k]
			}
		}
	})
	z := make([]float64, len(u.y))
	u.hat, u.inverse = make([]float64, len(u.y)), make([]float64, u.out)
	for k := range u.out {
		mean, variance := u.mean[k], u.variance[k]
		if training {
			mean, variance = 0, 0
			for i := k; i < len(u.y); i += u.out {
				mean += (u.y[i] + u.bias[k]) / float64(rows)
			}
			for i := k; i < len(u.y); i += u.out {
				variance += math.Pow(u.y[i]+u.bias[k]-mean, 2) / float64(rows)
			}
			u.mean[k] = c.Momentum*u.mean[k] + (1-c.Momentum)*mean
			u.variance[k] = c.Momentum*u.variance[k] + (1-c.Momentum)*variance
		}
		u.inverse[k] = 1 / math.Sqrt(variance+c.Epsilon)
		for i := k; i < len(u.y); i += u.out {
			u.hat[i] = (u.y[i] + u.bias[k] - mean) * u.inverse[k]
			z[i] = u.hat[i]*u.gamma[k] + u.beta[k]
		}
	}
	return z
}

func (u *unitReference) backward(g []float64, n int) []float64 {
	rows := float64(len(g) / u.out)
	dy := make([]float64, len(g))
	u.dgamma, u.dbeta = make([]float64, u.out), make([]float64, u.out)
	for k := range u.out {
		for i := k; i < len(g); i += u.out {
			u.dbeta[k] += g[i]
			u.dgamma[k] += g[i] * u.hat[i]
		}
		for i := k; i < len(g); i += u.out {
			dy[i] = u.gamma[k] * u.inverse[k] * (g[i] - u.dbeta[k]/rows - u.hat[i]*u.dgamma[k]/rows)
		}
	}
	dx := make([]float64, len(u.x))
	u.dk = make([]float64, len(u.kernel))
	u.each(n, func(in, tap, out int) {
		for k := range u.out {
			for q := range u.in {
				dx[in+q] += dy[out+k] * u.kernel[(tap*u.in+q)*u.out+k]
				u.dk[(tap*u.in+q)*u.out+k] += dy[out+k] * u.x[in+q]
			}
		}
	})
	return dx
}

type blockReference struct {
	units  [4]*unitReference
	z1, z2 []float64
	out    []float64
}

func rectified(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = max(0, x)
	}
	return out
}

func through(g, z []float64) []float64 {
	out := make([]float64, len(g))
	for i, x := range z {
		if x > 0 {
			out[i] = g[i]
		}
	}
	return out
}

func (b *blockReference) forward(x []float64, n int, training bool, c Constants) []float64 {
	side := x
	if b.units[0] != nil {
		side = b.units[0].forward(x, n, training, c)
	}
	b.z1 = rectified(b.units[1].forward(x, n, training, c))
	b.z2 = rectified(b.units[2].forward(b.z1, n, training, c))
	sum := b.units[3].forward(b.z2, n, training, c)
	for i := range sum {
		sum[i] += side[i]
	}
	b.out = rectified(sum)
	return b.out
}

func (b *blockReference) backward(g []float64, n int) []float64 {
	g = through(g, b.out)
	d := through(b.units[3].backward(g, n), b.z2)
	d = through(b.units[2].backward(d, n), b.z1)
	dx, side := b.units[1].backward(d, n), g
	if b.units[0] != nil {
		side = b.units[0].backward(g, n)
	}
	for i := range dx {
		dx[i] += side[i]
	}
	return dx
}

func TestBottlenecks(t *testing.T) {
	eachSet(t, func(t *testing.T) {
		// 12 images of 7x5 pixels are more than the 384 rows that are summed at once.
		testBottlenecks(t, 12, []Block{{7, 5, 64, 32, 64, 1, false}, {7, 5, 64, 32, 96, 2, true},
			{4, 3, 96, 64, 96, 1, false}})
		testBottlenecks(t, 3, []Block{{7, 7, 32, 32, 64, 2, true}, {4, 4, 64, 32, 96, 1, true}})
	})
}

func testBottlenecks(t *testing.T, batch int, specs []Block) {
	c := Constants{Epsilon: 1e-5, Momentum: 0.9}
	r := rand.New(rand.NewPCG(3, 4))
	b, err := NewBottlenecks(specs, batch, c)
	if err != nil {
		t.Fatal(err)
	}
	var ref []*blockReference
	for i, s := range specs {
		block := &blockReference{}
		h, w := (s.Height-1)/s.Stride+1, (s.Width-1)/s.Stride+1
		add := func(k, side, stride, height, width, in, out int) {
			u := b.Unit(i, k)
			u.Gamma, u.Beta, u.Mean, u.Variance = normal(r, out, 1), normal(r, out, .3), normal(r, out, 1), normal(r, out, 1)
			for j, v := range u.Variance {
				u.Variance[j] = v*v + .1
			}
			u.Set(normal(r, side*side*in*out, math.Sqrt(2/float64(side*side*in))), normal(r, out, .1))
			block.units[k] = &unitReference{side: side, stride: stride, in: in, out: out, h: height, w: width,
				kernel: wide(u.Kernel), bias: wide(u.Bias),
				gamma: wide(u.Gamma), beta: wide(u.Beta), mean: wide(u.Mean), variance: wide(u.Variance)}
		}
		if s.Shortcut {
			add(0, 1, s.Stride, s.Height, s.Width, s.In, s.Out)
		}
		add(1, 1, s.Stride, s.Height, s.Width, s.In, s.Mid)
		add(2, 3, 1, h, w, s.Mid, s.Mid)
		add(3, 1, 1, h, w, s.Mid, s.Out)
		ref = append(ref, block)
	}
	for _, n := range []int{batch, 2} { // what a larger batch left behind must not matter
		x := normal(r, n*specs[0].Height*specs[0].Width*specs[0].In, 1)
		images := slices.Collect(slices.Chunk(x, len(x)/n))
		forward := func(training bool) {
			got, want := b.Forward(images, training), wide(x)
			for _, block := range ref {
				want = block.forward(want, n, training, c)
			}
			if e := distance(got, means(want, n, specs[len(specs)-1].Out)); !(e <= 5e-6) {
				t.Errorf("%d images, training %v: relative error %.1e", n, training, e)
			}
		}
		forward(false)
		forward(true)
		g := normal(r, n*specs[len(specs)-1].Out, 1)
		b.Backward(g, n)
		back := spread(g, n, specs[len(specs)-1].Out, len(ref[len(ref)-1].out))
		for i := len(ref) - 1; i >= 0; i-- {
			back = ref[i].backward(back, n)
			for k, u := range ref[i].units {
				if u == nil {
					continue
				}
				ours := b.Unit(i, k)
				for name, pair := range map[string]struct {
					got  []float32
					want []float64
				}{"kernel": {ours.DKernel, u.dk}, "gamma": {ours.DGamma, u.dgamma}, "beta": {ours.DBeta, u.dbeta},
					"moving mean": {ours.Mean, u.mean}, "moving variance": {ours.Variance, u.variance}} {
					if e := distance(pair.got, pair.want); !(e <= 2e-5) {
						t.Errorf("block %d, unit %d, %d images, %s: relative error %.1e", i, k, n, name, e)
					}
				}
			}
		}
		// One thread gives the same bits.
		u := b.Unit(0, 2)
		many := slices.Clone(u.DKernel)
		alone(func() {
			b.Forward(images, true)
			b.Backward(g, n)
		})
		if !slices.Equal(u.DKernel, many) {
			t.Error("the number of threads changes the bits")
		}
		for _, block := range ref { // the statistics moved once more
			for k, u := range block.units {
				if u != nil {
					i := slices.Index(ref, block)
					u.mean, u.variance = wide(b.Unit(i, k).Mean), wide(b.Unit(i, k).Variance)
				}
			}
		}
	}
}

// means are those over the pixels of each of n images.
func means(v []float64, n, channels int) []float64 {
	out := make([]float64, n*channels)
	pixels := len(v) / len(out)
	for i, x := range v {
		out[i/channels/pixels*channels+i%channels] += x / float64(pixels)
	}
	return out
}

// spread is the gradient of means.
func spread(g []float32, n, channels, size int) []float64 {
	out := make([]float64, size)
	pixels := size / n / channels
	for i := range out {
		out[i] = float64(g[i/channels/pixels*channels+i%channels]) / float64(pixels)
	}
	return out
}

func BenchmarkBottlenecks(b *testing.B) {
	const n = 32
	s, err := NewBottlenecks([]Block{{14, 14, 1024, 512, 2048, 2, true}, {7, 7, 2048, 512, 2048, 1, false},
		{7, 7, 2048, 512, 2048, 1, false}}, n, Constants{1e-5, .99})
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	flop := 0
	for i, block := range s.blocks {
		for k, u := range block.units {
			if u == nil {
				continue
			}
			out := len(u.DBias)
			u.Gamma, u.Beta, u.Mean, u.Variance = normal(r, out, 1), normal(r, out, 1), make([]float32, out), make([]float32,
				out)
			u.Set(normal(r, len(u.DKernel), .02), normal(r, out, .1))
			passes := 3
			if i == 0 && k < 2 {
				passes = 2 // no gradient of the input
			}
			flop += 2 * passes * len(u.DKernel) * n * 49
		}
	}
	images := slices.Collect(slices.Chunk(normal(r, n*14*14*1024, 1), 14*14*1024))
	g := normal(r, n*2048, 1)
	for b.Loop() {
		for _, block := range s.blocks {
			for _, u := range block.units {
				if u != nil {
					u.Set(u.Kernel, u.Bias)
				}
			}
		}
		s.Forward(images, true)
		s.Backward(g, n)
	}
	b.ReportMetric(float64(flop)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
