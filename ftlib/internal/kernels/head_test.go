package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestHead takes steps on heads of odd sizes and compares every weight and slot with the definition in double
// precision.
func TestHead(t *testing.T) {
	for _, rule := range []Rule{{Rate: 0.5, A: 0.95, B: 0.05, Epsilon: 1e-3},
		{Adam: true, Rate: 0.01, A: 0.1, B: 0.001, Epsilon: 1e-3}} {
		for _, widths := range [][]int{{2056, 100, 37, 3}, {24, 5}, {13, 33, 2}} {
			eachSet(t, func(t *testing.T) { testHead(t, rule, widths) })
		}
	}
}

func testHead(t *testing.T, rule Rule, widths []int) {
	const capacity, images = 19, 23
	r := rand.New(rand.NewPCG(3, 4))
	features := random(r, images*widths[0], 1)
	want := newDefined(r, widths)
	heads := []*Head{NewHead(widths, capacity), NewHead(widths, capacity)} // on all threads, and on one
	for k, l := range want {
		for _, h := range heads {
			for s := range l.kernel {
				h.Set(k, s, floats(l.kernel[s]), floats(l.bias[s]))
			}
		}
	}
	for _, n := range []int{19, 6, 1} {
		items := make([]int32, n)
		for i := range items {
			items[i] = int32(r.IntN(images))
		}
		drops := make([][]Drop, len(widths)-1)
		for k := range drops {
			for range (k + n) % 3 { // none, one or two
				keep := make([]uint8, n*widths[k])
				for i := range keep {
					keep[i] = uint8(r.IntN(2))
				}
				drops[k] = append(drops[k], Drop{Keep: keep, Scale: 2})
			}
		}
		gradient := random(r, n*widths[len(widths)-1], 1)
		logits := want.step(features, items, drops, gradient, rule)
		for _, h := range heads {
			step := func() {
				got, width := h.Forward(features, widths[0], items, drops)
				classes := widths[len(widths)-1]
				padded := make([]float32, n*width)
				for i := range n {
					copy(padded[i*width:], gradient[i*classes:][:classes])
					near(t, "logits", got[i*width:][:classes], logits[i*classes:][:classes], 1e-5)
				}
				h.Learn(padded, n, rule)
			}
			if h == heads[1] {
				alone(step)
			} else {
				step()
			}
		}
	}
	for k, l := range want {
		for s := range l.kernel {
			var got [2][2][]float32
			for i, h := range heads {
				got[i] = [2][]float32{make([]float32, len(l.kernel[s])), make([]float32, len(l.bias[s]))}
				h.Get(k, s, got[i][0], got[i][1])
			}
			near(t, fmt.Sprint("kernel ", k, " slot ", s), got[0][0], l.kernel[s], 2e-5)
			near(t, fmt.Sprint("bias ", k, " slot ", s), got[0][1], l.bias[s], 2e-5)
			if !slices.Equal(got[0][0], got[1][0]) || !slices.Equal(got[0][1], got[1][1]) {
				t.Errorf("layer %d slot %d: one thread computes other bits than all", k, s)
			}
		}
	}
}

// defined is a head by its definition.
type defined []*definedLayer

type definedLayer struct {
	in, out      int
	kernel, bias [1 + Slots][]float64
}

func newDefined(r *rand.Rand, widths []int) (h defined) {
	for k, out := range widths[1:] {
		l := &definedLayer{in: widths[k], out: out}
		for s := range l.kernel {
			l.kernel[s], l.bias[s] = make([]float64, l.in*out), make([]float64, out)
		}
		for i, v := range random(r, l.in*out, math.Sqrt(2/float64(l.in))) {
			l.kernel[0][i] = float64(v)
		}
		for i, v := range random(r, out, 0.1) {
			l.bias[0][i] = float64(v)
		}
		h = append(h, l)
	}
	return h
}

// step returns the logits of some images and updates all weights by the gradient at the logits.
func (h defined) step(features []float32, items []int32, drops [][]Drop, gradient []float32, rule Rule) []float64 {
	var inputs, scales [][]float64
	var x []float64
	for _, item := range items {
		for _, v := range features[int(item)*h[0].in:][:h[0].in] {
			x = append(x, float64(v))
		}
	}
	for k, l := range h {
		scale := make([]float64, len(x)) // of what comes through ReLU and dropout
		for i, v := range x {
			if scale[i] = 1; k > 0 && v <= 0 {
				scale[i], x[i] = 0, 0
			}
			for _, d := range drops[k] {
				by := float64(d.Keep[i]) * float64(d.Scale)
				x[i] *= by
				scale[i] *= by
			}
		}
		inputs, scales = append(inputs, x), append(scales, scale)
		y := make([]float64, len(items)*l.out)
		for i := range items {
			for o := range l.out {
				y[i*l.out+o] = l.bias[0][o]
				for c := range l.in {
					y[i*l.out+o] += x[i*l.in+c] * l.kernel[0][c*l.out+o]
				}
			}
		}
		x = y
	}
	logits := x
	dy := make([]float64, len(gradient))
	for i, v := range gradient {
		dy[i] = float64(v)
	}
	for k := len(h) - 1; k >= 0; k-- {
		l := h[k]
		dx := make([]float64, len(inputs[k]))
		dk, db := make([]float64, l.in*l.out), make([]float64, l.out)
		for i := range items {
			for o := range l.out {
				g := dy[i*l.out+o]
				db[o] += g
				for c := range l.in {
					dk[c*l.out+o] += inputs[k][i*l.in+c] * g
					dx[i*l.in+c] += scales[k][i*l.in+c] * l.kernel[0][c*l.out+o] * g
				}
			}
		}
		dy = dx
		l.update(&l.kernel, dk, rule)
		l.update(&l.bias, db, rule)
	}
	return logits
}

func (l *definedLayer) update(state *[1 + Slots][]float64, gradient []float64, rule Rule) {
	rate, a, b, epsilon := float64(rule.Rate), float64(rule.A), float64(rule.B), float64(rule.Epsilon)
	for i, g := range gradient {
		w, first, second := &state[0][i], &state[1][i], &state[2][i]
		if rule.Adam {
			*first += (g - *first) * a
			*second += (g*g - *second) * b
			*w -= *first * rate / (math.Sqrt(*second) + epsilon)
			continue
		}
		*first = *first*a + g*g*b
		delta := -math.Sqrt(*second+epsilon) * g / math.Sqrt(*first+epsilon)
		*second = *second*a + delta*delta*b
		*w += delta * rate
	}
}

func floats(v []float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(x)
	}
	return out
}

// near compares by the norm of the difference.
func near(t *testing.T, what string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	var d, n float64
	for i, w := range want {
		d, n = d+(float64(got[i])-w)*(float64(got[i])-w), n+w*w
	}
	if !(math.Sqrt(d) <= tolerance*math.Sqrt(n)) {
		t.Errorf("%s: relative difference %.1e", what, math.Sqrt(d/n))
	}
}

// BenchmarkHead measures a training step of the paper's two heads.
func BenchmarkHead(b *testing.B) {
	for name, widths := range map[string][]int{"vgg16": {25088, 128, 128, 4}, "resnet50": {2048, 512, 256, 4}} {
		b.Run(name, func(b *testing.B) {
			const batch, images = 32, 646
			r := rand.New(rand.NewPCG(5, 6))
			h := NewHead(widths, batch)
			features := random(r, images*widths[0], 1)
			gradient := make([]float32, batch*2*lanes())
			flops := 0
			for k, out := range widths[1:] {
				h.Set(k, 0, random(r, widths[k]*out, 0.01), make([]float32, out))
				flops += 2 * batch * widths[k] * out * 2
				if k > 0 {
					flops += 2 * batch * widths[k] * out
				}
			}
			rule := Rule{Rate: 0.001, A: 0.95, B: 0.05, Epsilon: 1e-7}
			items := make([]int32, batch)
			for step := 0; b.Loop(); step++ {
				for i := range items {
					items[i] = int32((step*batch + i) % images)
				}
				h.Forward(features, widths[0], items, nil)
				for i := range batch {
					gradient[i*2*lanes()] = 0.01
				}
				h.Learn(gradient, batch, rule)
			}
			b.ReportMetric(float64(flops)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

func random(r *rand.Rand, n int, scale float64) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(scale * r.NormFloat64())
	}
	return out
}
