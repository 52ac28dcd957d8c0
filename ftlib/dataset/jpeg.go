package dataset

import (
	"bytes"
	"image"
	"image/jpeg"
)

// decodeJPEG decodes as Pillow (libjpeg-turbo) does where the standard library lets it: image/jpeg up to the component
// planes, then libjpeg's "fancy" chroma upsampling and its fixed-point colour conversion. The standard library's own
// conversion to RGB repeats chroma samples instead, which changes four in ten values, see the package comment.
func decodeJPEG(data []byte) (*picture, error) {
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if ycc, ok := img.(*image.YCbCr); ok {
		return fromYCbCr(ycc), nil
	}
	return fromImage(img), nil // grey, CMYK, or stored as RGB
}

// plane is one component of a JPEG at its own resolution. Rows are stride apart; what lies beyond w and h is padding.
type plane struct {
	pix          []byte
	stride, w, h int
}

func (p plane) row(y int) []byte {
	y = min(max(y, 0), p.h-1) // libjpeg repeats the first and the last row where a filter wants one more
	return p.pix[y*p.stride : y*p.stride+p.w]
}

func fromYCbCr(img *image.YCbCr) *picture {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	pic := newPicture(w, h)
	if w == 0 || h == 0 {
		return pic
	}
	sx, sy := subsampling(img.SubsampleRatio)
	cw, ch := (w+sx-1)/sx, (h+sy-1)/sy
	cb := plane{img.Cb, img.CStride, cw, ch}
	cr := plane{img.Cr, img.CStride, cw, ch}
	up := upsampler(sx, sy, cw)
	// An upsampled row can be up to sx-1 samples longer than the picture.
	rowB, rowR := make([]byte, cw*sx), make([]byte, cw*sx)
	for y := range h {
		up(rowB, cb, y)
		up(rowR, cr, y)
		convertRow(pic.pix[y*w*3:(y+1)*w*3], img.Y[y*img.YStride:], rowB, rowR)
	}
	return pic
}

// subsampling is how many luma samples one chroma sample spans, across and down.
func subsampling(r image.YCbCrSubsampleRatio) (sx, sy int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// upsampler is libjpeg's choice (jdsample.c, jinit_upsampler): a triangle filter for the usual layouts, except on
// planes at most two samples wide, and repetition for the rest. It fills dst with the chroma of output row y.
func upsampler(sx, sy, width int) func(dst []byte, p plane, y int) {
	switch {
	case sx == 2 && sy == 1 && width > 2:
		return func(dst []byte, p plane, y int) { triangleAcross(dst, p.row(y)) }
	case sx == 2 && sy == 2 && width > 2:
		return func(dst []byte, p plane, y int) { triangleBoth(dst, p.row(y/2), p.row(neighbour(y))) }
	case sx == 1 && sy == 2:
		return func(dst []byte, p plane, y int) { triangleDown(dst, p.row(y/2), p.row(neighbour(y)), 1+y%2) }
	}
	return func(dst []byte, p plane, y int) {
		for i, v := range p.row(y / sy) {
			for j := range sx {
				dst[i*sx+j] = v
			}
		}
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
	sum := 3*int(near[0]) + int(far[0])
	before := sum
	for i := range near {
		after := sum
		if i < last {
			after = 3*int(near[i+1]) + int(far[i+1])
		}
		dst[2*i] = byte((3*sum + before + 8) >> 4)
		dst[2*i+1] = byte((3*sum + after + 7) >> 4)
		before, sum = sum, after
	}
}

// triangleDown is the same from row to row; bias is 1 for the upper and 2 for the lower output row
// (h1v2_fancy_upsample).
func triangleDown(dst, near, far []byte, bias int) {
	for i, v := range near {
		dst[i] = byte((3*int(v) + int(far[i]) + bias) >> 2)
	}
}
