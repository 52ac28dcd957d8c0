package jpeg

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Markers, the second byte after 0xff.
const (
	sof0, sof1, sof2 = 0xc0, 0xc1, 0xc2 // frames: baseline, extended and progressive, all with Huffman codes
	dht              = 0xc4
	rst0, rst7       = 0xd0, 0xd7
	soi, eoi, sos    = 0xd8, 0xd9, 0xda
	dqt, dri         = 0xdb, 0xdd
	app0, app14      = 0xe0, 0xee
	app15, com       = 0xef, 0xfe
	tem              = 0x01
)

var (
	errCut    = errors.New("the file is cut short")
	errLength = errors.New("a segment has a wrong length")
)

// component is one plane of the picture.
type component struct {
	id, h, v, table int         // h and v: sampling factors; table: number of the quantization table
	quant           *[64]int32  // in the order of the file; latched by the component's first scan, as libjpeg does
	dc, ac          int         // Huffman tables of the scan
	last            int32       // DC value of the block before
	wide, high      int         // samples that belong to the picture
	cols, down      int         // blocks that hold those
	stride          int         // blocks in a row of planes and coefficients: whole units
	coefs           [][64]int16 // of progressive files
	pix             []byte      // stride·8 samples a row
	line            [][64]int32 // values of the blocks of a row of units, column by column
	state           []uint8     // of each: what is to be done with it
	libjpeg         bool        // its transform is libjpeg's
	wantCol         []uint8     // by block: which columns are asked for, a bit each
	wantRow         []bool      // by block: whether any row is
}

// reader is a place in the data.
type reader struct {
	pos    int
	marker byte   // met, and not yet dealt with; 0: none
	bits   uint64 // right-aligned
	count  int    // of bits
	cut    bool   // the data ended
	dry    bool   // a marker came before all blocks of a scan: the rest stays grey
}

type decoder struct {
	reader
	data    []byte
	sealed  bool // the data ends in an end marker: nothing reads beyond it
	quickly bool // the next block may be decoded by quick

	width, height int
	maxH, maxV    int
	across, down  int // units
	progressive   bool
	several       bool // scans
	comps         []component
	quant         [4]*[64]int32
	huff          [2][4]*huffman // DC, AC
	interval      int            // units between restart markers
	jfif          bool
	adobe         int // colour transform that Adobe's segment names; -1: no such segment
}

// next finds the next marker, and passes over what is none as libjpeg does.
func (d *decoder) next() error {
	for d.marker == 0 {
		i := bytes.IndexByte(d.data[d.pos:], 0xff)
		if i < 0 {
			return errCut
		}
		for d.pos += i; d.pos < len(d.data) && d.data[d.pos] == 0xff; {
			d.pos++
		}
		if d.pos == len(d.data) {
			return errCut
		}
		d.marker = d.data[d.pos]
		d.pos++
	}
	return nil
}

// segment is the content of the segment that begins here.
func (d *decoder) segment() ([]byte, error) {
	if d.pos+2 > len(d.data) {
		return nil, errCut
	}
	n := int(binary.BigEndian.Uint16(d.data[d.pos:]))
	if n < 2 {
		return nil, errLength
	}
	if d.pos+n > len(d.data) {
		return nil, errCut
	}
	s := d.data[d.pos+2 : d.pos+n]
	d.pos += n
	return s, nil
}

// header reads segments up to a frame, which it takes, if frame; else up to a scan or the end. It returns the marker.
func (d *decoder) header(frame bool) (byte, error) {
	for {
		if err := d.next(); err != nil {
			return 0, err
		}
		m := d.marker
		d.marker = 0
		switch {
		case m == eoi, m == sos:
			return m, nil
		case m >= rst0 && m <= rst7:
			continue
		case m == tem:
			if d.comps == nil { // Pillow knows no such marker before the picture
				return 0, errors.New("unknown marker 0x01")
			}
			continue
		case m == soi:
			return 0, errors.New("a second beginning")
		case m == 0 || m < sof0 || m > com || m > app15 && m < com:
			if m == 0 {
				continue
			}
			return 0, fmt.Errorf("unknown marker 0x%02x", m)
		}
		s, err := d.segment()
		if err != nil {
			return 0, err
		}
		switch m {
		case sof0, sof1, sof2:
			if err := d.frame(s, m == sof2); err != nil {
				return 0, err
			}
			if frame {
				return m, nil
			}
		case dht:
			err = d.huffmanTables(s)
		case dqt:
			err = d.quantTables(s)
		case dri:
			if len(s) != 2 {
				return 0, errLength
			}
			d.interval = int(binary.BigEndian.Uint16(s))
		case app0:
			d.jfif = d.jfif || len(s) >= 14 && string(s[:5]) == "JFIF\x00"
		case app14:
			if len(s) >= 12 && string(s[:5]) == "Adobe" {
				d.adobe = int(s[11])
			}
		case 0xc3, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf, 0xde, 0xdf:
			return 0, fmt.Errorf("frames of kind 0x%02x are not read", m)
		}
		if err != nil {
			return 0, err
		}
	}
}

func (d *decoder) quantTables(s []byte) error {
	for len(s) > 0 {
		size := 1
		if s[0]>>4 != 0 {
			size = 2
		}
		if len(s) < 1+64*size {
			return errLength
		}
		if s[0]&15 > 3 {
			return errors.New("unknown quantization table")
		}
		var t [64]int32
		for i := range t {
			if size == 1 {
				t[i] = int32(s[1+i])
			} else {
				t[i] = int32(binary.BigEndian.Uint16(s[1+2*i:]))
			}
		}
		d.quant[s[0]&15] = &t
		s = s[1+64*size:]
	}
	return nil
}

// frame reads the size and the components.
func (d *decoder) frame(s []byte, progressive bool) error {
	if d.comps != nil {
		return errors.New("a second frame")
	}
	if len(s) < 6 {
		return errLength
	}
	n := int(s[5])
	d.height, d.width = int(binary.BigEndian.Uint16(s[1:])), int(binary.BigEndian.Uint16(s[3:]))
	switch {
	case s[0] != 8:
		return fmt.Errorf("%d bits a sample: only 8 are read", s[0])
	case d.width == 0 || d.height == 0 || d.width > 65500 || d.height > 65500:
		return fmt.Errorf("%d×%d pixels", d.width, d.height)
	case n != 1 && n != 3 && n != 4:
		return fmt.Errorf("%d components: 1, 3 and 4 are read", n)
	case len(s) != 6+3*n:
		return errLength
	}
	d.progressive = progressive
	d.comps = make([]component, n)
	d.maxH, d.maxV = 1, 1
	for i := range d.comps {
		p := s[6+3*i:]
		c := component{id: int(p[0]), h: int(p[1] >> 4), v: int(p[1] & 15), table: int(p[2])}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 {
			return errors.New("a sampling factor is not 1 to 4")
		}
		d.maxH, d.maxV = max(d.maxH, c.h), max(d.maxV, c.v)
		d.comps[i] = c
	}
	d.across, d.down = ceil(d.width, 8*d.maxH), ceil(d.height, 8*d.maxV)
	for i := range d.comps {
		c := &d.comps[i]
		if d.maxH%c.h != 0 || d.maxV%c.v != 0 {
			return errors.New("its components are sampled in a ratio that is no whole number")
		}
		c.wide, c.high = ceil(d.width*c.h, d.maxH), ceil(d.height*c.v, d.maxV)
		c.cols, c.down = ceil(c.wide, 8), ceil(c.high, 8)
		c.stride = d.across * c.h
	}
	return nil
}

func ceil(a, b int) int { return (a + b - 1) / b }
