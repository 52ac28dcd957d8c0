package dataset

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"unicode"
)

// pngFile is what a PNG says before its pixels, and those, compressed.
type pngFile struct {
	w, h        int
	depth, kind byte
	interlaced  bool
	palette     []byte
	noted       []byte   // by the camera
	data        [][]byte // the content of the chunks of pixels
}

// Kinds of pixels.
const (
	pngGrey    = 0
	pngRGB     = 2
	pngPalette = 3
	pngAlpha   = 4 // added to grey and RGB
)

var errPNG = errors.New("the file is cut short or damaged")

// parsePNG refuses pixels of a kind that does not exist.
func parsePNG(data []byte) (file, error) {
	p, err := pngChunks(data)
	if err == nil && p.channels() == 0 {
		err = fmt.Errorf("pixels of kind %d with %d bits", p.kind, p.depth)
	}
	return p, err
}

// pngChunks reads chunks up to the end of the pixels as Pillow does: a checksum counts before them only, and what comes
// after them is not looked at.
func pngChunks(data []byte) (*pngFile, error) {
	p := &pngFile{}
	for at := 8; ; {
		if at+8 > len(data) {
			if p.data != nil {
				return p, nil
			}
			return nil, errPNG
		}
		n, name := int(binary.BigEndian.Uint32(data[at:])), data[at+4:at+8]
		if p.data == nil && bytes.ContainsFunc(name, strange) {
			return nil, errPNG
		}
		if p.data != nil && string(name) != "IDAT" {
			return p, nil
		}
		body := data[at+8:]
		whole := n+4 <= len(body)
		body = body[:min(n, len(body))]
		at += 12 + n
		if string(name) == "IDAT" {
			if p.w == 0 {
				return p, nil
			}
			p.data = append(p.data, body)
			continue
		}
		if !whole || crc32.Update(crc32.ChecksumIEEE(name), crc32.IEEETable, body) != binary.BigEndian.Uint32(data[at-4:]) {
			return nil, errPNG
		}
		switch string(name) {
		case "IHDR":
			if n < 13 || body[11] != 0 {
				return nil, errPNG
			}
			p.w, p.h = int(binary.BigEndian.Uint32(body)), int(binary.BigEndian.Uint32(body[4:]))
			p.depth, p.kind, p.interlaced = body[8], body[9], body[12] != 0
		case "PLTE":
			p.palette = body
		case "eXIf":
			p.noted = body
		case "IEND":
			return nil, errPNG
		}
	}
}

// strange says whether a letter is in no chunk's name.
func strange(c rune) bool {
	return c > unicode.MaxASCII || c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c)
}

// channels is the number of values of a pixel; 0 for a kind or a depth that does not exist.
func (p *pngFile) channels() int {
	deep := p.depth == 8 || p.depth == 16
	switch {
	case p.kind == pngGrey && (deep || p.depth == 1 || p.depth == 2 || p.depth == 4),
		p.kind == pngPalette && (p.depth == 8 || p.depth == 1 || p.depth == 2 || p.depth == 4):
		return 1
	case p.kind == pngRGB && deep:
		return 3
	case p.kind == pngAlpha && deep:
		return 2
	case p.kind == pngRGB+pngAlpha && deep:
		return 4
	}
	return 0
}

func (p *pngFile) size() (w, h int) { return p.w, p.h }
func (p *pngFile) exif() []byte     { return p.noted }

// adam7 is where the pixels of each pass of an interlaced file begin, and their distances.
var adam7 = [7][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}}

func (p *pngFile) decode() (*picture, error) {
	var parts []io.Reader
	for _, b := range p.data {
		parts = append(parts, bytes.NewReader(b))
	}
	z, err := zlib.NewReader(io.MultiReader(parts...))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	if p.kind == pngPalette && len(p.palette)/3 > 256 {
		return nil, errors.New("a palette of more than 256 colours")
	}
	pic := newPicture(p.w, p.h)
	passes := [][4]int{{0, 0, 1, 1}}
	if p.interlaced {
		passes = adam7[:]
	}
	for _, pass := range passes {
		if more, err := p.pass(pic, z, pass); err != nil || !more {
			return pic, err
		}
	}
	if _, err := z.Read(make([]byte, 1)); err == zlib.ErrChecksum {
		return nil, err
	}
	return pic, nil
}

// pass decodes one pass. It says whether there is more: a stream that ends between rows leaves the rest black.
func (p *pngFile) pass(pic *picture, z io.Reader, pass [4]int) (more bool, err error) {
	x0, y0, dx, dy := pass[0], pass[1], pass[2], pass[3]
	across := (p.w - x0 + dx - 1) / dx
	if across <= 0 {
		return true, nil
	}
	bits := p.channels() * int(p.depth)
	bpp := (bits + 7) / 8
	row, before := make([]byte, 1+(across*bits+7)/8), make([]byte, 1+(across*bits+7)/8)
	for y := y0; y < p.h; y += dy {
		if _, err := io.ReadFull(z, row); err == io.EOF && (y > y0 || y0 > 0 || x0 > 0) {
			return false, nil
		} else if err != nil {
			return false, err
		}
		if err := unfilter(row, before[1:], bpp); err != nil {
			return false, err
		}
		out := pic.pix[(y*p.w+x0)*3:]
		pic.clipped = p.expand(out, row[1:], across, dx*3) || pic.clipped
		row, before = before, row
	}
	return true, nil
}

// unfilter undoes a row's filter, its first byte (PNG specification, section 9).
func unfilter(row, up []byte, bpp int) error {
	kind, row := row[0], row[1:]
	up = up[:len(row)]
	switch kind {
	case 0:
	case 1:
		for i := bpp; i < len(row); i++ {
			row[i] += row[i-bpp]
		}
	case 2:
		for i := range row {
			row[i] += up[i]
		}
	case 3:
		for i := range row {
			left := 0
			if i >= bpp {
				left = int(row[i-bpp])
			}
			row[i] += byte((left + int(up[i])) / 2)
		}
	case 4:
		for i := range min(bpp, len(row)) {
			row[i] += up[i]
		}
		for i := bpp; i < len(row); i++ {
			a, b, c := int(row[i-bpp]), int(up[i]), int(up[i-bpp])
			pa, pb, pc := b-c, a-c, a+b-2*c
			pa, pb, pc = max(pa, -pa), max(pb, -pb), max(pc, -pc)
			switch {
			case pa <= pb && pa <= pc:
				row[i] += byte(a)
			case pb <= pc:
				row[i] += byte(b)
			default:
				row[i] += byte(c)
			}
		}
	default:
		return fmt.Errorf("unknown filter %d", kind)
	}
	return nil
}

// expand turns n pixels into RGB, step bytes apart. Of 16 bits, colours and grey with alpha keep the high byte; grey
// alone is cut off at 255, as in Pillow.
func (p *pngFile) expand(out, row []byte, n, step int) (clipped bool) {
	wide := int(p.depth) / 8
	for i := range n {
		o := out[i*step : i*step+3 : i*step+3]
		switch {
		case p.kind&pngRGB != 0 && p.kind != pngPalette:
			at := i * p.channels() * wide
			o[0], o[1], o[2] = row[at], row[at+wide], row[at+2*wide]
		case p.kind == pngAlpha:
			v := row[i*2*wide]
			o[0], o[1], o[2] = v, v, v
		case p.depth == 16:
			v := row[2*i+1]
			if row[2*i] != 0 {
				v, clipped = 255, true
			}
			o[0], o[1], o[2] = v, v, v
		default:
			v := packed(row, i, int(p.depth))
			if p.kind == pngPalette {
				if 3*int(v)+3 <= len(p.palette) {
					copy(o, p.palette[3*int(v):])
				}
				continue
			}
			v *= 255 / (1<<p.depth - 1)
			o[0], o[1], o[2] = v, v, v
		}
	}
	return clipped
}

// packed is value i of a row of values of so many bits, the first in the highest.
func packed(row []byte, i, bits int) byte {
	at := i * bits
	return row[at/8] >> (8 - bits - at%8) & (1<<bits - 1)
}
