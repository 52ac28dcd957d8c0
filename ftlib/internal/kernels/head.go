package kernels

// #include "kernels.h"
import "C"

import "fmt"

// Head is a sequence of dense layers with ReLU between them, all of which are trained: the classifier on frozen
// features. A training step goes over the weights twice: it reads them forward, and updates them where their gradient
// is made, in registers.
type Head struct {
	capacity int // items of a batch, whole groups of them
	layers   []*dense
	logits   []float32
}

// dense is one layer. in and width are those in memory, rounded up by zeros that stay zeros.
type dense struct {
	in, out, width int
	kernel, bias   [1 + Slots][]float32  // weights and slots; kernels in panels, see dense.h
	x, dx          []float32             // [capacity, in]: input, unless it is read from the features, and its gradient
	row            func(i int) []float32 // of the input
	scale          float32               // what dropout multiplies by
}

// Drop is a dropout layer during a training step: which of its values [items, width] are kept (1) or dropped (0), and
// what those that are kept are multiplied by.
type Drop struct {
	Keep  []uint8
	Scale float32
}

// NewHead allocates for batches of at most so many items. widths are those of the features and of each layer's output.
func NewHead(widths []int, items int) *Head {
	h := &Head{capacity: up(items, group)}
	in := up(widths[0], group)
	for k, out := range widths[1:] {
		d := &dense{in: in, out: out, width: up(out, 2*lanes()), x: make([]float32, h.capacity*in), scale: 1}
		for s := range d.kernel {
			d.kernel[s], d.bias[s] = make([]float32, d.in*d.width), make([]float32, d.width)
		}
		d.row = func(i int) []float32 { return d.x[i*d.in:][:d.in] }
		if k > 0 {
			d.dx = make([]float32, h.capacity*in)
		}
		h.layers = append(h.layers, d)
		in = d.width
	}
	h.logits = make([]float32, h.capacity*in)
	return h
}

// group is a multiple of the rows that any kernel takes together.
const group = 8

// up rounds n up to a multiple of unit.
func up(n, unit int) int { return (n + unit - 1) / unit * unit }

// Set sets a layer's kernel [in, out] and bias [out], or with slot 1 or 2 those of the optimizer.
func (h *Head) Set(layer, slot int, kernel, bias []float32) {
	d := h.layers[layer]
	d.each(kernel, func(given, own int) { d.kernel[slot][own] = kernel[given] })
	copy(d.bias[slot], bias)
}

// Get copies what Set gave and steps have changed.
func (h *Head) Get(layer, slot int, kernel, bias []float32) {
	d := h.layers[layer]
	d.each(kernel, func(given, own int) { kernel[given] = d.kernel[slot][own] })
	copy(bias, d.bias[slot])
}

// each calls f for the place of each weight in a kernel [in, out] and in the panels.
func (d *dense) each(kernel []float32, f func(given, own int)) {
	panel := 2 * lanes()
	parallel(len(kernel)/d.out, func(i int) {
		for o := range d.out {
			f(i*d.out+o, (o/panel*d.in+i)*panel+o%panel)
		}
	})
}

// Forward returns the logits [n, width] of n items, rows of features that are stride apart, and their width, which the
// next call overwrites. drops has, a layer each, the dropout on its input, in order; without it nothing is dropped.
func (h *Head) Forward(features []float32, stride int, items []int32, drops [][]Drop) (logits []float32, width int) {
	n := len(items)
	if n > h.capacity {
		panic(fmt.Sprintf("kernels: %d items, allocated for %d", n, h.capacity))
	}
	d := h.layers[0]
	d.row = func(i int) []float32 { return features[int(items[i])*stride:][:stride] }
	if stride < d.in || drops != nil && len(drops[0]) > 0 { // not as they are
		for i := range n {
			copy(d.x[i*d.in:], d.row(i))
		}
		d.row = func(i int) []float32 { return d.x[i*d.in:][:d.in] }
	}
	for k, d := range h.layers {
		d.scale = 1
		if drops != nil {
			for _, drop := range drops[k] {
				d.drop(drop, n)
			}
		}
		if k+1 < len(h.layers) {
			d.forward(h.layers[k+1].x, n, true)
		} else {
			d.forward(h.logits, n, false)
		}
	}
	return h.logits, h.layers[len(h.layers)-1].width
}

// drop applies dropout to the input.
func (d *dense) drop(drop Drop, n int) {
	d.scale *= drop.Scale
	width := len(drop.Keep) / n
	for i := range n {
		x := d.x[i*d.in:]
		for j, keep := range drop.Keep[i*width:][:width] {
			x[j] *= float32(keep) * drop.Scale
		}
	}
}

// inCache is the number of columns of an input that are multiplied at once: with the same rows of a panel they stay in
// the fastest caches.
const inCache = 256

// forward sets y [n, width] to the output. The sums over pieces of the input are made apart and added up in their
// order, so that the number of threads does not matter.
func (d *dense) forward(y []float32, n int, relu bool) {
	panel, all := 2*lanes(), up(n, group)
	panels := d.width / panel
	piece := up(max(inCache, (d.in+15)/16), group)
	pieces := (d.in + piece - 1) / piece
	parts := scratch(pieces * panels * all * panel)
	defer recycle(parts)
	parallel(pieces, func(i int) {
		first := i * piece
		for from := first; from < min(d.in, first+piece); from += inCache {
			count := min(d.in, first+piece, from+inCache) - from
			x := d.columns(from, count, n)
			for p := range panels {
				C.ft_dense_forward(kernels, pointer(x), inCache, pointer(d.kernel[0][(p*d.in+from)*panel:]),
					pointer(parts[(i*panels+p)*all*panel:]),
					C.int(all), C.int(count), flag(from > first))
			}
			recycle(x)
		}
	})
	for p := range panels {
		C.ft_dense_sum(kernels, pointer(parts[p*all*panel:]), C.long(panels*all*panel), C.int(pieces),
			pointer(d.bias[0][p*panel:]),
			pointer(y[p*panel:]), C.int(d.width), C.int(n), flag(relu))
	}
}

// columns copies count columns of the n rows of the input: [n rounded up, inCache]. What lies around them means
// nothing.
func (d *dense) columns(from, count, n int) []float32 {
	x := scratch(up(n, group) * inCache)
	for i := range n {
		copy(x[i*inCache:], d.row(i)[from:from+count])
	}
	return x
}

func flag(b bool) C.int {
	if b {
		return 1
	}
	return 0
}

// Learn updates all layers after Forward on n items. gradient [n, width] is that of the loss at the logits, zero beyond
// the classes.
func (h *Head) Learn(gradient []float32, n int, rule Rule) {
	for k := len(h.layers) - 1; k >= 0; k-- {
		h.layers[k].learn(gradient, n, rule)
		gradient = h.layers[k].dx
	}
}

// learn takes the gradient dy [n, width] at the layer's output back to its input, unless that is the features, and
// updates the layer: each piece of the kernel's rows is read before it is changed.
func (d *dense) learn(dy []float32, n int, rule Rule) {
	c := C.ft_rule{adam: flag(rule.Adam), sgd: flag(rule.SGD), rate: C.float(rule.Rate), a: C.float(rule.A),
		b:       C.float(rule.B),
		epsilon: C.float(rule.Epsilon), decay: C.float(rule.Decay)}
	panel := 2 * lanes()
	panels := d.width / panel
	byPanel := scratch(n * d.width) // [panels, n, panel]
	defer recycle(byPanel)
	for p := range panels {
		for i := range n {
			copy(byPanel[(p*n+i)*panel:][:panel], dy[i*d.width+p*panel:])
		}
	}
	const piece = inCache / 2 // three times as much is in use
	parallel((d.in+piece-1)/piece, func(i int) {
		from := i * piece
		count := min(d.in-from, piece)
		if d.dx != nil {
			C.ft_dense_back(kernels, pointer(dy), C.int(d.width), C.int(n), pointer(d.kernel[0]), pointer(d.x),
				C.float(d.scale), pointer(d.dx),
				C.int(d.in), C.int(from), C.int(from+count))
		}
		x := d.columns(from, count, n)
		defer recycle(x)
		for p := range panels {
			at := (p*d.in + from) * panel
			C.ft_dense_learn(kernels, &c, pointer(x), inCache, pointer(byPanel[p*n*panel:]), C.int(n), pointer(d.kernel[0][at:]),
				pointer(d.kernel[1][at:]), pointer(d.kernel[2][at:]), C.int(count))
		}
	})
	for p := range panels {
		C.ft_dense_bias(kernels, &c, pointer(byPanel[p*n*panel:]), C.int(n), pointer(d.bias[0][p*panel:]),
			pointer(d.bias[1][p*panel:]), pointer(d.bias[2][p*panel:]))
	}
}
