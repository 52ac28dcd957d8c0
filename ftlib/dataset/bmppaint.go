package dataset

import (
	"errors"
	"slices"
)

// painter returns what writes pixel x of a row.
func (b *bmpFile) painter(grey, rle bool) (func(out, row []byte, x int), error) {
	bits := b.bits
	if rle {
		bits = 8
	}
	switch {
	case grey && b.colours <= 2 && !rle:
		return func(out, row []byte, x int) {
			v := -packed(row, x, 1)
			out[0], out[1], out[2] = v, v, v
		}, nil
	case grey:
		return func(out, row []byte, x int) { out[0], out[1], out[2] = row[x], row[x], row[x] }, nil
	case bits <= 8:
		return func(out, row []byte, x int) {
			if at := int(packed(row, x, bits)) * b.entry; at+3 <= len(b.palette) {
				out[0], out[1], out[2] = b.palette[at+2], b.palette[at+1], b.palette[at]
			}
		}, nil
	case rle:
		return nil, errors.New("run lengths of colours")
	}
	places := map[int]map[[3]uint32][3]int{ // where the bytes of red, green and blue are
		24: {{0xff0000, 0xff00, 0xff}: {2, 1, 0}},
		32: {{0xff0000, 0xff00, 0xff}: {2, 1, 0}, {0xff000000, 0xff0000, 0xff00}: {3, 2, 1},
			{0xff000000, 0xff00, 0xff}: {3, 1, 0},
			{0xff, 0xff00, 0xff0000}:   {0, 1, 2}, {}: {2, 1, 0}},
	}
	masks := [3]uint32(b.masks[:])
	if b.compression == bmpPlain {
		masks = [3]uint32{0xff0000, 0xff00, 0xff}
		if bits == 16 {
			masks = [3]uint32{0x7c00, 0x3e0, 0x1f}
		}
	} else if !b.known() {
		return nil, errors.New("unknown bit fields")
	}
	if bits == 16 {
		green, shift := 31, 10
		if masks[0] == 0xf800 {
			green, shift = 63, 11
		}
		return func(out, row []byte, x int) {
			v := int(row[2*x]) | int(row[2*x+1])<<8
			out[0], out[1], out[2] = byte(v>>shift&31*255/31), byte(v>>5&green*255/green), byte(v&31*255/31)
		}, nil
	}
	at, n := places[bits][masks], bits/8
	return func(out, row []byte, x int) {
		p := row[n*x : n*x+n]
		out[0], out[1], out[2] = p[at[0]], p[at[1]], p[at[2]]
	}, nil
}

// known says whether Pillow reads these bit fields.
func (b *bmpFile) known() bool {
	switch b.bits {
	case 16:
		m := [3]uint32(b.masks[:])
		return m == [3]uint32{0xf800, 0x7e0, 0x1f} || m == [3]uint32{0x7c00, 0x3e0, 0x1f}
	case 24:
		return [3]uint32(b.masks[:]) == [3]uint32{0xff0000, 0xff00, 0xff}
	case 32:
		return slices.Contains([][4]uint32{{0xff0000, 0xff00, 0xff, 0}, {0xff000000, 0xff0000, 0xff00, 0},
			{0xff000000, 0xff00, 0xff, 0},
			{0xff000000, 0xff0000, 0xff00, 0xff}, {0xff, 0xff00, 0xff0000, 0xff000000}, {0xff0000, 0xff00, 0xff, 0xff000000},
			{0xff000000, 0xff00, 0xff, 0xff0000}, {}}, b.masks)
	}
	return false
}
