package dataset

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// bmpFile is the header of a BMP file, read as Pillow reads it.
type bmpFile struct {
	noExif
	data        []byte
	w, h, bits  int
	topDown     bool
	compression uint32
	masks       [4]uint32
	palette     []byte
	entry       int // bytes of a colour of the palette
	colours     int
	offset      int // of the pixels in the file
}

// Compressions.
const (
	bmpPlain  = 0
	bmpRLE8   = 1
	bmpRLE4   = 2
	bmpFields = 3
)

var errBMP = errors.New("the file is cut short")

func parseBMP(data []byte) (file, error) {
	if len(data) < 26 {
		return nil, errBMP
	}
	le := binary.LittleEndian
	b := &bmpFile{data: data, offset: int(le.Uint32(data[10:]))}
	size := int(le.Uint32(data[14:]))
	if size != 12 && !slices.Contains([]int{40, 52, 56, 64, 108, 124}, size) {
		return nil, fmt.Errorf("a header of %d bytes", size)
	}
	if len(data) < 14+size {
		return nil, errBMP
	}
	head, end := data[14:14+size], 14+size
	if size == 12 {
		b.w, b.h, b.bits, b.entry = int(le.Uint16(head[4:])), int(le.Uint16(head[6:])), int(le.Uint16(head[10:])), 3
	} else {
		b.w, b.h, b.topDown = int(le.Uint32(head[4:])), int(le.Uint32(head[8:])), head[11] == 0xff
		if b.topDown {
			b.h = 1<<32 - b.h
		}
		b.bits, b.compression, b.colours, b.entry = int(le.Uint16(head[14:])), le.Uint32(head[16:]),
			int(le.Uint32(head[32:])), 4
		if b.compression == bmpFields {
			masks := data[14+40:]
			n := 3
			if size >= 52 { // the masks are in the header
				if n = 4; size < 56 {
					n = 3
				}
			} else {
				end += 12
			}
			for i := range n {
				if len(masks) < 4*i+4 {
					return nil, errBMP
				}
				b.masks[i] = le.Uint32(masks[4*i:])
			}
		}
	}
	if b.colours == 0 {
		b.colours = 1 << min(b.bits, 32)
	}
	if b.offset == 14+size && b.bits <= 8 {
		b.offset += b.entry * b.colours
	}
	switch {
	case !slices.Contains([]int{1, 4, 8, 16, 24, 32}, b.bits):
		return nil, fmt.Errorf("%d bits a pixel", b.bits)
	case b.compression > bmpFields:
		return nil, fmt.Errorf("compression %d", b.compression)
	}
	if b.bits <= 8 {
		if b.colours > 65536 {
			return nil, fmt.Errorf("a palette of %d colours", b.colours)
		}
		b.palette = data[end:min(end+b.entry*b.colours, len(data))]
		end += len(b.palette)
	}
	if b.offset == 0 {
		b.offset = end
	}
	return b, nil
}

func (b *bmpFile) size() (w, h int) { return b.w, b.h }

func (b *bmpFile) decode() (*picture, error) {
	rle := b.compression == bmpRLE8 || b.compression == bmpRLE4
	grey := b.bits <= 8 && b.grey()
	if b.bits <= 8 && !grey && len(b.palette)/b.entry > 256 {
		return nil, fmt.Errorf("a palette of %d colours", b.colours)
	}
	stride, bits := (b.w*b.bits+31)/32*4, b.bits
	switch {
	case rle:
		stride, bits = b.w, 8
	case grey && b.colours <= 2: // Pillow takes such a file for one of single bits, whatever it says
		bits = 1
	case grey:
		bits = 8
	}
	need := (b.w*bits + 7) / 8
	if need > stride {
		return nil, errors.New("its rows are too short")
	}
	if b.offset > len(b.data) {
		return nil, errBMP
	}
	rows := b.data[b.offset:]
	if rle {
		rows = b.unpack()
	}
	if len(rows) < (b.h-1)*stride+need {
		return nil, errBMP
	}
	paint, err := b.painter(grey, rle)
	if err != nil {
		return nil, err
	}
	pic := newPicture(b.w, b.h)
	for i := range b.h {
		y := i
		if !b.topDown {
			y = b.h - 1 - i
		}
		row, out := rows[i*stride:], pic.pix[y*b.w*3:(y+1)*b.w*3]
		for x := range b.w {
			paint(out[3*x:3*x+3:3*x+3], row, x)
		}
	}
	return pic, nil
}

// grey says whether the palette is that of black and white or of all shades, with which Pillow does without it.
func (b *bmpFile) grey() bool {
	for i := range b.colours {
		v := byte(i)
		if b.colours == 2 {
			v = byte(255 * i)
		}
		if at := i * b.entry; i > 255 || at+3 > len(b.palette) || b.palette[at] != v || b.palette[at+1] != v ||
			b.palette[at+2] != v {
			return false
		}
	}
	return true
}
