package kernels

// #include "kernels.h"
import "C"

// normalize applies a unit's norm to its y, by the batch's statistics in training.
func (b *bottleneck) normalize(i int, dst, side []float32, relu bool, s C.ft_shape, n int, training bool, c Constants) {
	u, pixels := b.units[i], n*b.pixels
	if training {
		u.train(u.y, u.Bias, &b.plain[i], pixels, c)
	} else {
		u.evaluate(u.Bias, c)
	}
	if relu {
		s.relu = 1
	}
	u.apply(dst, u.y, side, &s, pixels)
}

func (b *bottleneck) forward(n int, training bool, c Constants) {
	if b.Stride > 1 {
		b.strided(n, func(full, taken int) { copy(b.taken[taken:][:b.In], b.x[full:]) })
	}
	if b.units[0] != nil {
		b.units[0].point.forward.Apply(b.units[0].y, b.taken, nil, n, nil)
		b.normalize(0, b.side, nil, false, b.plain[0], n, training, c)
	}
	l := b.units[2].window
	b.units[1].point.forward.Apply(b.units[1].y, b.taken, nil, n, nil)
	s := b.plain[1]
	z1 := l.forward.open(l.x, n, &s)
	b.normalize(1, z1, nil, true, s, n, training, c)
	l.forward.apply(b.units[2].y, l.x, nil, n, nil)
	b.normalize(2, b.z2, nil, true, b.plain[2], n, training, c)
	b.units[3].point.forward.Apply(b.units[3].y, b.z2, nil, n, nil)
	b.normalize(3, b.out, b.side, true, b.plain[3], n, training, c)
}

// backward takes the gradient g at the output, which it overwrites, to all weights and to dx, unless that is nil.
func (b *bottleneck) backward(g, dx []float32, n int) {
	pixels := n * b.pixels
	u, l := b.units, b.units[2].window
	// g is masked by the first of these; what is added has no ReLU of its own.
	u[3].Norm.gradient(b.wide, g, u[3].y, b.out, &b.plain[3], &b.plain[3], pixels, u[3].DBias)
	u[3].point.gradient(u[3].DKernel, b.z2, b.wide, pixels)
	u[3].point.back(b.narrow, b.wide, nil, n)

	s := b.plain[2]
	dy := l.backward.open(l.dy, n, &s)
	u[2].Norm.gradient(dy, b.narrow, u[2].y, b.z2, &b.plain[2], &s, pixels, u[2].DBias)
	l.gradients(n)
	l.backward.setKernel(l.flipped(), l.Out)
	l.backward.apply(b.narrow, l.dy, nil, n, nil)

	masked := b.plain[1]
	z1 := l.forward.inside(l.x, &masked)
	u[1].Norm.gradient(b.narrow, b.narrow, u[1].y, z1, &masked, &b.plain[1], pixels, u[1].DBias)
	u[1].point.gradient(u[1].DKernel, b.taken, b.narrow, pixels)

	if u[0] == nil {
		if dx != nil {
			u[1].point.back(dx, b.narrow, g, n)
		}
		return
	}
	u[0].Norm.gradient(b.wide, g, u[0].y, nil, &b.plain[0], &b.plain[0], pixels, u[0].DBias)
	u[0].point.gradient(u[0].DKernel, b.taken, b.wide, pixels)
	if dx == nil {
		return
	}
	u[0].point.back(b.dadd, b.wide, nil, n)
	if b.Stride == 1 {
		u[1].point.back(dx, b.narrow, b.dadd, n)
		return
	}
	u[1].point.back(b.dtaken, b.narrow, b.dadd, n)
	clear(dx[:n*b.Height*b.Width*b.In])
	b.strided(n, func(full, taken int) { copy(dx[full:][:b.In], b.dtaken[taken:]) })
}

// strided visits the pixels that a stride leaves: where they lie in the input and among those taken.
func (b *bottleneck) strided(n int, visit func(full, taken int)) {
	h, w := (b.Height-1)/b.Stride+1, (b.Width-1)/b.Stride+1
	parallel(n*h, func(i int) {
		image, y := i/h, i%h
		for x := range w {
			visit(((image*b.Height+y*b.Stride)*b.Width+x*b.Stride)*b.In, (i*w+x)*b.In)
		}
	})
}
