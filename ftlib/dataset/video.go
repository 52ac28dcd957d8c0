package dataset

import "image"

// plane is the chroma of a lossy WebP. Rows are stride apart.
type plane struct {
	pix          []byte
	stride, w, h int
}

func (p plane) row(y int) []byte {
	y = min(max(y, 0), p.h-1)
	return p.pix[y*p.stride : y*p.stride+p.w]
}

// neighbour is the second nearest chroma row to output row y.
func neighbour(y int) int {
	if y%2 == 0 {
		return y/2 - 1
	}
	return y/2 + 1
}

func clamp(v int32) byte {
	if uint32(v) <= 255 {
		return byte(v)
	}
	return byte(^(v >> 31))
}

func fromVideo(img *image.YCbCr) *picture {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	pic := newPicture(w, h)
	cb := plane{img.Cb, img.CStride, (w + 1) / 2, (h + 1) / 2}
	cr := plane{img.Cr, img.CStride, (w + 1) / 2, (h + 1) / 2}
	rowB, rowR := make([]byte, cb.w*2), make([]byte, cr.w*2)
	for y := range h {
		webpUpsample(rowB, cb.row(y/2), cb.row(neighbour(y)))
		webpUpsample(rowR, cr.row(y/2), cr.row(neighbour(y)))
		for x := range w {
			luma, b, r := int32(img.Y[y*img.YStride+x]), int32(rowB[x]), int32(rowR[x])
			// libwebp, src/dsp/yuv.h: 14 fractional bits, of which 8 go after each product.
			luma = luma * 19077 >> 8
			out := pic.pix[(y*w+x)*3:]
			out[0] = clamp((luma + r*26149>>8 - 14234) >> 6)
			out[1] = clamp((luma - b*6419>>8 - r*13320>>8 + 8708) >> 6)
			out[2] = clamp((luma + b*33050>>8 - 17685) >> 6)
		}
	}
	return pic
}

// webpUpsample is libwebp's fancy upsampling (src/dsp/upsampling.c): the triangle filter of JPEG, rounded otherwise.
// The first and the last output have no neighbour aside.
func webpUpsample(dst, near, far []byte) {
	last := len(near) - 1
	dst[0] = byte((3*int(near[0]) + int(far[0]) + 2) >> 2)
	dst[2*last+1] = byte((3*int(near[last]) + int(far[last]) + 2) >> 2)
	for x := 1; x <= last; x++ {
		n0, n1, f0, f1 := int(near[x-1]), int(near[x]), int(far[x-1]), int(far[x])
		sum := n0 + n1 + f0 + f1 + 8
		dst[2*x-1] = byte(((sum+2*(n1+f0))>>3 + n0) >> 1)
		dst[2*x] = byte(((sum+2*(n0+f1))>>3 + n1) >> 1)
	}
}
