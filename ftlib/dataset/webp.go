package dataset

import (
	"bytes"
	"errors"
	"image"
	"io"

	"golang.org/x/image/riff"
	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"
	"golang.org/x/image/webp"
)

// webpConfig is the size of a file's picture. The canvas that an extended header declares, on which golang.org/x/image
// rests, must be as large, as libwebp demands: else a small one would hide a picture too large for memory.
func webpConfig(r io.Reader) (image.Config, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return image.Config{}, err
	}
	canvas, err := webp.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return canvas, err
	}
	_, chunks, err := riff.NewReader(bytes.NewReader(data))
	if err != nil {
		return canvas, err
	}
	for {
		id, size, chunk, err := chunks.Next()
		if err != nil {
			return canvas, errors.New("no picture in it")
		}
		var w, h int
		switch id {
		case riff.FourCC{'V', 'P', '8', ' '}:
			d := vp8.NewDecoder()
			d.Init(chunk, int(size))
			head, err := d.DecodeFrameHeader()
			if err != nil {
				return canvas, err
			}
			w, h = head.Width, head.Height
		case riff.FourCC{'V', 'P', '8', 'L'}:
			head, err := vp8l.DecodeConfig(chunk)
			if err != nil {
				return canvas, err
			}
			w, h = head.Width, head.Height
		default:
			continue
		}
		if w != canvas.Width || h != canvas.Height {
			return canvas, errors.New("its header declares another size than its picture has")
		}
		return canvas, nil
	}
}

// decodeWebP decodes lossless files and lossy ones, the latter with libwebp's colours: golang.org/x/image gives their
// planes a type of full-range JPEG colours, but WebP's are those of video, 16 to 235.
func decodeWebP(data []byte) (*picture, error) {
	img, err := webp.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	switch img := img.(type) {
	case *image.YCbCr:
		return fromVideo(img), nil
	case *image.NYCbCrA:
		return fromVideo(&img.YCbCr), nil
	}
	return fromImage(img), nil
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
