package dataset

import "encoding/binary"

// orientation is how a camera was held, 1 to 8 as in the TIFF specification; 1, upright, where nothing is said.
func orientation(exif []byte) int {
	const tag, short = 0x0112, 3
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if exif[0] == 'M' {
		order = binary.BigEndian
	}
	at := int(order.Uint32(exif[4:]))
	if at > len(exif)-2 {
		return 1
	}
	entries := exif[at+2:]
	for range order.Uint16(exif[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
		}
		entries = entries[12:]
	}
	return 1
}

// upright is the picture rotated and mirrored by its orientation, as Pillow's exif_transpose does it.
func (p *picture) upright(orientation int) *picture {
	if orientation == 1 {
		return p
	}
	w, h := p.w, p.h
	if orientation > 4 {
		w, h = h, w
	}
	out := newPicture(w, h)
	out.clipped = p.clipped
	for y := range h {
		for x := range w {
			sx, sy := x, y
			if orientation > 4 {
				sx, sy = y, x
			}
			switch orientation {
			case 2, 3, 7, 8:
				sx = p.w - 1 - sx
			}
			switch orientation {
			case 3, 4, 6, 7:
				sy = p.h - 1 - sy
			}
			copy(out.pix[(y*w+x)*3:(y*w+x)*3+3], p.pix[(sy*p.w+sx)*3:])
		}
	}
	return out
}
