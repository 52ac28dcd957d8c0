package dataset

import (
	"image"
	"image/color"
	"sync"
)

// picture is an RGB image: 3 bytes a pixel, rows from the top without gaps.
type picture struct {
	w, h    int
	pix     []byte
	sampled bool // it has the pixels of the nearest resize alone
	clipped bool // grey of 16 bits was cut off at 255
}

// pixels are buffers of pictures that have been resized.
var pixels sync.Pool // of *[]byte

// scratch is n bytes of any value, to be returned with recycle: pictures that lived for one image each would keep the
// garbage collector busy.
func scratch(n int) []byte {
	if b, ok := pixels.Get().(*[]byte); ok && cap(*b) >= n {
		return (*b)[:n]
	}
	return make([]byte, n)
}

func recycle(b []byte) { pixels.Put(&b) }

func newPicture(w, h int) *picture { return &picture{w: w, h: h, pix: make([]byte, w*h*3)} }

// fromImage converts as Pillow's convert("RGB") does: alpha is dropped and not blended, 16-bit colour keeps its high
// byte, 16-bit grey is cut off at 255.
func fromImage(img image.Image) *picture {
	b := img.Bounds()
	pic := newPicture(b.Dx(), b.Dy())
	colour := pic.colours(img)
	for y := range pic.h {
		for x := range pic.w {
			c := colour(b.Min.X+x, b.Min.Y+y)
			copy(pic.pix[(y*pic.w+x)*3:], c[:])
		}
	}
	return pic
}

// colours returns how to read a pixel of img.
func (p *picture) colours(img image.Image) func(x, y int) [3]byte {
	switch img := img.(type) {
	case *image.Gray:
		return func(x, y int) [3]byte {
			v := img.GrayAt(x, y).Y
			return [3]byte{v, v, v}
		}
	case *image.Gray16:
		return func(x, y int) [3]byte {
			deep := img.Gray16At(x, y).Y
			p.clipped = p.clipped || deep > 255
			v := byte(min(deep, 255))
			return [3]byte{v, v, v}
		}
	case *image.Paletted:
		var table [256][3]byte // an index without an entry is black
		for i, c := range img.Palette {
			if i < len(table) {
				table[i] = opaque(c)
			}
		}
		return func(x, y int) [3]byte { return table[img.ColorIndexAt(x, y)] }
	case *image.NRGBA:
		return func(x, y int) [3]byte {
			c := img.NRGBAAt(x, y)
			return [3]byte{c.R, c.G, c.B}
		}
	case *image.NRGBA64:
		return func(x, y int) [3]byte {
			c := img.NRGBA64At(x, y)
			return [3]byte{byte(c.R >> 8), byte(c.G >> 8), byte(c.B >> 8)}
		}
	case *image.RGBA64:
		return func(x, y int) [3]byte {
			c := img.RGBA64At(x, y)
			return [3]byte{byte(c.R >> 8), byte(c.G >> 8), byte(c.B >> 8)}
		}
	case *image.RGBA:
		return func(x, y int) [3]byte {
			c := img.RGBAAt(x, y)
			return [3]byte{c.R, c.G, c.B}
		}
	}
	return func(x, y int) [3]byte { return opaque(img.At(x, y)) }
}

// opaque drops the alpha channel of a colour.
func opaque(c color.Color) [3]byte {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return [3]byte{n.R, n.G, n.B}
}
