package kernels

// window visits the 2x2 windows of y: at are the places of its four values, in the order in which TensorFlow looks for
// the largest, to the place of the pooled value.
func (l *layer) window(n int, next *Conv, visit func(at [4]int, to int)) {
	h, w := l.Height/2, l.Width/2
	c := l.backward
	parallel(n*h, func(i int) {
		image, y := i/h, i%h
		base := image * c.InputSize()
		for x := range w {
			to := ((image*h+y)*w + x) * l.Out
			if next != nil {
				to = image*next.InputSize() + next.place(y, x)
			}
			visit([4]int{base + c.place(2*y, 2*x), base + c.place(2*y, 2*x+1), base + c.place(2*y+1, 2*x),
				base + c.place(2*y+1, 2*x+1)}, to)
		}
	})
}

// maxPool pools n images of y into dst as next reads it, or plainly when next is nil.
func (l *layer) maxPool(dst []float32, n int, next *Conv) {
	l.window(n, next, func(at [4]int, to int) {
		a, b, c, d := l.y[at[0]:][:l.Out], l.y[at[1]:][:l.Out], l.y[at[2]:][:l.Out], l.y[at[3]:][:l.Out]
		out := dst[to:][:l.Out]
		for k := range out {
			out[k] = max(a[k], b[k], c[k], d[k])
		}
	})
}

// unpool sends a gradient to the first of the largest values of each window, where ReLU let it through, and sets dy.
func (l *layer) unpool(gradient []float32, n int) {
	l.window(n, nil, func(at [4]int, from int) {
		for k, g := range gradient[from:][:l.Out] {
			best, v := at[0]+k, l.y[at[0]+k]
			l.dy[at[0]+k] = 0
			for _, p := range at[1:] {
				l.dy[p+k] = 0
				if x := l.y[p+k]; x > v {
					best, v = p+k, x
				}
			}
			if v > 0 {
				l.dy[best] = g
			}
		}
	})
}
