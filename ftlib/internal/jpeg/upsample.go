package jpeg

// row is a row of samples; what lies beyond the picture repeats the first or the last, as libjpeg does it.
func (c *component) row(y int) []byte {
	y = min(max(y, 0), c.high-1)
	return c.pix[y*c.stride*8 : y*c.stride*8+c.wide]
}

// upsampler returns how to get row y of the picture of a component that has sx and sy times fewer samples: libjpeg's
// choice (jdsample.c, jinit_upsampler), a triangle filter for the usual layouts, except on planes at most two samples
// wide, and repetition for the rest. The row that it gets is at least the picture's width long.
func (c *component) upsampler(sx, sy int) func(y int) []byte {
	if sx == 1 && sy == 1 {
		return c.row
	}
	dst := make([]byte, c.wide*sx)
	switch {
	case sx == 2 && sy == 1 && c.wide > 2:
		return func(y int) []byte { triangleAcross(dst, c.row(y)); return dst }
	case sx == 2 && sy == 2 && c.wide > 2:
		return func(y int) []byte { triangleBoth(dst, c.row(y/2), c.row(neighbour(y))); return dst }
	case sx == 1 && sy == 2:
		return func(y int) []byte { triangleDown(dst, c.row(y/2), c.row(neighbour(y)), 1+y%2); return dst }
	}
	return func(y int) []byte {
		for i, v := range c.row(y / sy) {
			for j := range sx {
				dst[i*sx+j] = v
			}
		}
		return dst
	}
}

// neighbour is the second nearest chroma row to output row y when one chroma row spans two.
func neighbour(y int) int {
	if y%2 == 0 {
		return y/2 - 1
	}
	return y/2 + 1
}

// triangleAcross weighs the nearer sample 3/4 and the other 1/4; rounding alternates (jdsample.c, h2v1_fancy_upsample).
func triangleAcross(dst, src []byte) {
	last := len(src) - 1
	for i, v := range src {
		v := 3 * int(v)
		left, right := int(src[max(i-1, 0)]), int(src[min(i+1, last)])
		dst[2*i] = byte((v + left + 1) >> 2)
		dst[2*i+1] = byte((v + right + 2) >> 2)
	}
	dst[0], dst[2*last+1] = src[0], src[last]
}

// triangleBoth is the same in both directions, 9/16, 3/16, 3/16, 1/16 (h2v2_fancy_upsample).
func triangleBoth(dst, near, far []byte) {
	last := len(near) - 1
	far = far[:len(near)]
	dst = dst[:2*len(near)]
	if vectors {
		trianglesOf(dst, near, far)
		return
	}
	sum := 3*int(near[0]) + int(far[0])
	before := sum
	for i := range last {
		after := 3*int(near[i+1]) + int(far[i+1])
		dst[2*i] = byte((3*sum + before + 8) >> 4)
		dst[2*i+1] = byte((3*sum + after + 7) >> 4)
		before, sum = sum, after
	}
	dst[2*last] = byte((3*sum + before + 8) >> 4)
	dst[2*last+1] = byte((4*sum + 7) >> 4)
}

// triangleDown is the same from row to row; bias is 1 for the upper and 2 for the lower output row
// (h1v2_fancy_upsample).
func triangleDown(dst, near, far []byte, bias int) {
	far, dst = far[:len(near)], dst[:len(near)]
	for i, v := range near {
		dst[i] = byte((3*int(v) + int(far[i]) + bias) >> 2)
	}
}
