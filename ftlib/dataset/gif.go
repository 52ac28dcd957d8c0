package dataset

import (
	"bytes"
	"errors"
	"image"
	"image/gif"
)

// decodeGIF decodes the first frame as Pillow shows it: on the whole canvas, and with the colour that the palette has
// for the transparent index, which image/gif replaces by black.
func decodeGIF(data []byte) (*picture, error) {
	img, err := gif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	frame, ok := img.(*image.Paletted)
	if !ok {
		return fromImage(img), nil
	}
	head, err := parseGIF(data)
	if err != nil {
		return nil, err
	}
	pic := newPicture(head.width, head.height)
	for i := 0; i < len(pic.pix); i += 3 {
		copy(pic.pix[i:], head.colours[head.transparent][:]) // index 0 where there is no transparent one
	}
	b := frame.Rect.Intersect(image.Rect(0, 0, head.width, head.height))
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := head.colours[frame.ColorIndexAt(x, y)]
			copy(pic.pix[(y*pic.w+x)*3:], c[:])
		}
	}
	return pic, nil
}

// gifHead is what comes before the pixels of the first frame.
type gifHead struct {
	width, height int
	colours       [256][3]byte
	transparent   byte
}

var errGIF = errors.New("gif: cut short before the first frame")

// parseGIF reads the canvas, the palette in force and the transparent index (GIF89a specification, sections 18 to 23).
func parseGIF(data []byte) (h gifHead, err error) {
	if len(data) < 13 {
		return h, errGIF
	}
	h.width = int(data[6]) | int(data[7])<<8
	h.height = int(data[8]) | int(data[9])<<8
	rest, ok := h.palette(data[13:], data[10])
	for ok && len(rest) > 0 {
		switch rest[0] {
		case 0x21: // an extension: introducer, label, sub-blocks
			if len(rest) >= 8 && rest[1] == 0xf9 && rest[2] == 4 && rest[3]&1 != 0 {
				h.transparent = rest[6]
			}
			if len(rest) < 2 {
				return h, errGIF
			}
			rest = rest[2:]
			for len(rest) > 0 && rest[0] != 0 {
				rest = rest[min(1+int(rest[0]), len(rest)):]
			}
			rest = rest[min(1, len(rest)):]
		case 0x2c: // the frame: introducer, place and size, flags, a palette of its own
			if len(rest) < 10 {
				return h, errGIF
			}
			if _, ok = h.palette(rest[10:], rest[9]); ok {
				return h, nil
			}
		default: // image/gif has found a frame, so this is filling
			rest = rest[1:]
		}
	}
	return h, errGIF
}

// palette reads the colour table that flags announce and returns what comes after it.
func (h *gifHead) palette(data []byte, flags byte) (rest []byte, ok bool) {
	if flags&0x80 == 0 {
		return data, true
	}
	n := 2 << (flags & 7)
	if len(data) < 3*n {
		return nil, false
	}
	for i := range n {
		copy(h.colours[i][:], data[3*i:])
	}
	return data[3*n:], true
}
