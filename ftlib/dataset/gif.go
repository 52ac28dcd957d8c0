package dataset

import (
	"encoding/binary"
	"errors"
)

// gifFile is what a GIF says up to the pixels of its first frame.
type gifFile struct {
	noExif
	w, h        int // of the canvas, enlarged where the frame goes beyond
	x, y        int // where the frame is
	across      int
	down        int
	palette     []byte // in force; nil: index is shade
	transparent byte   // 0 where none is
	interlaced  bool
	bits        int
	data        []byte // blocks of codes
}

var (
	errGIF      = errors.New("the file is cut short before the end of its first frame")
	errGIFCodes = errors.New("its codes are damaged")
)

// parseGIF reads as Pillow does (GIF89a specification, sections 18 to 23).
func parseGIF(data []byte) (file, error) {
	if len(data) < 13 {
		return nil, errGIF
	}
	g := &gifFile{w: int(binary.LittleEndian.Uint16(data[6:])), h: int(binary.LittleEndian.Uint16(data[8:]))}
	rest, global := g.colours(data[13:], data[10])
	global = needed(global)
	for {
		if len(rest) == 0 || rest[0] == ';' {
			return nil, errGIF
		}
		switch rest[0] {
		case '!': // an extension: introducer, label, blocks
			if len(rest) < 2 {
				return nil, errGIF
			}
			if len(rest) >= 7 && rest[1] == 0xf9 && rest[2] >= 4 && rest[3]&1 != 0 {
				g.transparent = rest[6]
			}
			for rest = rest[2:]; len(rest) > 0 && rest[0] != 0; {
				rest = rest[min(1+int(rest[0]), len(rest)):]
			}
		case ',': // the frame: introducer, place and size, flags, a palette of its own
			if len(rest) < 11 {
				return nil, errGIF
			}
			at := func(i int) int { return int(binary.LittleEndian.Uint16(rest[i:])) }
			g.x, g.y, g.across, g.down = at(1), at(3), at(5), at(7)
			g.w, g.h = max(g.w, g.x+g.across), max(g.h, g.y+g.down)
			flags := rest[9]
			g.interlaced = flags&0x40 != 0
			after, local := g.colours(rest[10:], flags)
			if g.palette = needed(local); g.palette == nil {
				g.palette = global
			}
			if len(after) == 0 {
				return nil, errGIF
			}
			g.bits, g.data = int(after[0]), after[1:]
			return g, nil
		}
		rest = rest[min(1, len(rest)):]
	}
}

// colours reads the colour table that flags announce, as far as it is there, and returns what comes after it.
func (g *gifFile) colours(data []byte, flags byte) (rest, palette []byte) {
	if flags&0x80 == 0 {
		return data, nil
	}
	n := min(6<<(flags&7), len(data))
	return data[n:], data[:n]
}

// needed is a palette, or nil where each colour is the shade that its index is.
func needed(palette []byte) []byte {
	for i, v := range palette {
		if int(v) != i/3 {
			return palette
		}
	}
	return nil
}

func (g *gifFile) size() (w, h int) { return g.w, g.h }

// decode decodes the first frame as Pillow shows it: on the whole canvas, and with the colour that the palette has
// for the transparent index.
func (g *gifFile) decode() (*picture, error) {
	if g.across == 0 || g.down == 0 {
		return nil, errors.New("its first frame is empty")
	}
	index := make([]byte, g.across*g.down)
	if err := g.unpack(index); err != nil {
		return nil, err
	}
	var table [256][3]byte // an index without a colour is black
	for i := range table {
		if g.palette == nil {
			table[i] = [3]byte{byte(i), byte(i), byte(i)}
		} else if 3*i+3 <= len(g.palette) {
			table[i] = [3]byte(g.palette[3*i:])
		}
	}
	pic := newPicture(g.w, g.h)
	for i := 0; i < len(pic.pix); i += 3 {
		copy(pic.pix[i:], table[g.transparent][:])
	}
	for i, v := range index {
		copy(pic.pix[((g.y+i/g.across)*g.w+g.x+i%g.across)*3:], table[v][:])
	}
	return pic, nil
}

// unpack fills the frame, as libImaging's GifDecode.c does: what comes after the last pixel does not matter, and
// nothing may be missing.
func (g *gifFile) unpack(out []byte) error {
	const most = 1 << 12 // codes
	if g.bits > 12 {
		return errGIFCodes
	}
	var (
		suffix  [most]byte
		link    [most]int
		text    [most]byte // what a code stands for, filled from its end
		clear   = 1 << g.bits
		next    = clear + 2
		size    = g.bits + 1
		first   = true // after a clear code
		last    int    // code
		letter  byte   // the first one of what the last code stands for
		buffer  uint
		count   int // bits in the buffer
		block   int // bytes left of this block
		x, y    int
		step    = 1
		passes  [][2]int
		written int
	)
	if g.interlaced {
		step, passes = 8, [][2]int{{4, 8}, {2, 4}, {1, 2}} // first row and distance of the later passes
	}
	data := g.data
	for {
		for count < size {
			if block == 0 {
				if len(data) == 0 || len(data) < 1+int(data[0]) {
					return errGIF
				}
				block, data = int(data[0]), data[1:]
				continue
			}
			buffer |= uint(data[0]) << count
			data, block, count = data[1:], block-1, count+8
		}
		code := int(buffer & (1<<size - 1))
		buffer >>= size
		count -= size
		from := most
		switch {
		case code == clear:
			next, size, first = clear+2, g.bits+1, true
			continue
		case code == clear+1:
			return errGIF
		case first:
			if code > clear {
				return errGIFCodes
			}
			from--
			text[from] = byte(code)
			letter, last, first = byte(code), code, false
		default:
			if code > next {
				return errGIFCodes
			}
			c := code
			if code == next {
				from--
				text[from] = letter
				c = last
			}
			for c >= clear {
				if from == 0 || c >= most {
					return errGIFCodes
				}
				from--
				text[from] = suffix[c]
				c = link[c]
			}
			if from == 0 {
				return errGIFCodes
			}
			from--
			text[from] = byte(c)
			letter = byte(c)
			if next < most {
				suffix[next], link[next] = letter, last
				if next == 1<<size-1 && size < 12 {
					size++
				}
				next++
			}
			last = code
		}
		for _, v := range text[from:] {
			out[y*g.across+x] = v
			if written++; written == len(out) {
				return nil
			}
			if x++; x < g.across {
				continue
			}
			x = 0
			for y += step; y >= g.down && len(passes) > 0; passes = passes[1:] {
				y, step = passes[0][0], passes[0][1]
			}
		}
	}
}
