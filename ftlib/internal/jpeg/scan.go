package jpeg

import (
	"errors"
	"fmt"
	"slices"
)

// zigzag is the place in a block of each value of the file, column by column, as the transforms take it. Damaged files
// count beyond the end, to where the last one is.
var zigzag = [64 + 16]uint8{
	0, 8, 1, 2, 9, 16, 24, 17, 10, 3, 4, 11, 18, 25, 32, 40, 33, 26, 19, 12, 5, 6, 13, 20, 27, 34, 41, 48, 56, 49, 42, 35,
	28, 21, 14, 7, 15, 22, 29, 36, 43, 50, 57, 58, 51, 44, 37, 30, 23, 31, 38, 45, 52, 59, 60, 53, 46, 39, 47, 54, 61, 62,
	55, 63,
	63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
}

// scan is the header of a scan: which components, and for progressive files which values and bits of them.
type scan struct {
	comps                 []*component
	first, end, high, low int // Ss, Se, Ah and Al of the standard
	blocks                int // of a unit
	run                   int // blocks that end at once, EOBRUN of the standard
}

// startScan reads the header of a scan and checks what it rests on.
func (d *decoder) startScan() (*scan, error) {
	s, err := d.segment()
	if err != nil {
		return nil, err
	}
	if d.comps == nil {
		return nil, errors.New("a scan before the frame")
	}
	if len(s) < 1 || int(s[0]) < 1 || int(s[0]) > 4 || len(s) != 4+2*int(s[0]) {
		return nil, errLength
	}
	n := int(s[0])
	sc := &scan{}
	units := 0
	for i := range n {
		var found *component
		for j := range d.comps {
			c := &d.comps[j]
			if found == nil && c.id == int(s[1+2*i]) && !sc.has(c) {
				found = c
			}
		}
		if found == nil {
			return nil, errors.New("a scan of an unknown component")
		}
		found.dc, found.ac, found.last = int(s[2+2*i]>>4), int(s[2+2*i]&15), 0
		sc.comps = append(sc.comps, found)
		units += found.h * found.v
	}
	if n > 1 && units > 10 {
		return nil, errors.New("more than 10 blocks a unit")
	}
	if sc.blocks = units; n == 1 {
		sc.blocks = 1
	}
	p := s[1+2*n:]
	sc.first, sc.end, sc.high, sc.low = int(p[0]), int(p[1]), int(p[2]>>4), int(p[2]&15)
	if d.progressive && (sc.first == 0 && sc.end != 0 || sc.first > sc.end || sc.end > 63 || sc.first > 0 && n > 1 ||
		sc.high != 0 && sc.low != sc.high-1 || sc.low > 13) {
		return nil, fmt.Errorf("a progressive scan of values %d to %d, bits %d to %d", sc.first, sc.end, sc.high, sc.low)
	}
	for _, c := range sc.comps {
		if c.quant == nil {
			if c.table > 3 || d.quant[c.table] == nil {
				return nil, errors.New("a quantization table is missing")
			}
			t := *d.quant[c.table]
			c.quant = &t
		}
		needDC, needAC := true, true
		if d.progressive {
			needDC, needAC = sc.first == 0 && sc.high == 0, sc.first > 0
		}
		if needDC && !d.usable(0, c.dc) || needAC && !d.usable(1, c.ac) {
			return nil, errors.New("a Huffman table is missing or wrong")
		}
	}
	d.bits, d.count, d.dry, d.marker = 0, 0, false, 0
	return sc, nil
}

func (s *scan) has(c *component) bool {
	return slices.Contains(s.comps, c)
}

// usable checks a Huffman table. Frames of motion JPEG leave theirs out: they are those of the standard.
func (d *decoder) usable(kind, at int) bool {
	if at > 3 {
		return false
	}
	h := &d.huff[kind][at]
	if *h == nil && at < 2 && !d.progressive {
		*h = standard(kind, at)
	}
	if *h == nil || (*h).wrong || kind == 0 && (*h).notDC {
		return false
	}
	if !d.progressive {
		(*h).values(kind == 0)
	}
	return true
}

// scan decodes the blocks of a scan.
func (d *decoder) scan(sc *scan) error {
	across, down := d.across, d.down
	if len(sc.comps) == 1 {
		across, down = sc.comps[0].cols, sc.comps[0].down
	}
	// Pillow hands over so many bytes at a time. Where they end, libjpeg reads ahead otherwise, which matters to a file
	// without an end marker alone, and only to one with a single scan, see fill.
	const piece = 1 << 16
	whole := d.data
	if !d.several && !d.sealed {
		d.data = whole[:min(len(whole), (d.pos/piece+1)*piece)]
	}
	at := place{left: d.interval}
	for y := range down {
		for x := range across {
			last := d.interval == 0 || y*across+x >= (across*down-1)/d.interval*d.interval
			for {
				before, state := at, d.reader
				err := d.unit(sc, x, y, last, &at)
				if err == nil {
					break
				}
				if err != errCut || len(d.data) == len(whole) {
					return err
				}
				d.reader, at = state, before // once more, with more data
				d.data = whole[:min(len(whole), len(d.data)+piece)]
				for i, c := range sc.comps {
					c.last = at.dc[i]
				}
			}
		}
		for _, c := range sc.comps {
			if len(sc.comps) == 1 {
				c.transform(y)
				break
			}
			for v := range c.v {
				c.transform(y*c.v + v)
			}
		}
	}
	d.data = whole
	return nil
}

// place is where a scan is: units to the next restart marker, its number, and the DC values that the next blocks add
// to.
type place struct {
	left     int
	expected byte
	dc       [4]int32
}

// unit decodes the blocks of one unit. Last says that no restart marker follows.
func (d *decoder) unit(sc *scan, x, y int, last bool, at *place) error {
	if d.interval > 0 {
		if at.left == 0 {
			if err := d.restart(&at.expected); err != nil {
				return err
			}
			for _, c := range sc.comps {
				c.last = 0
			}
			sc.run = 0
			at.left = d.interval
		}
		at.left--
	}
	// A block takes at most 64 times 2 bytes of code and 2 of value, twice that where all are stuffed.
	const most = 512
	if left := len(d.data) - d.pos; d.sealed {
		d.quickly = d.marker == 0 && left >= 2
	} else {
		d.quickly = d.marker == 0 && left >= most*sc.blocks && !(last && d.interval > 0)
	}
	dry := d.dry // a unit that has begun is decoded from zeros
	for _, c := range sc.comps {
		if len(sc.comps) == 1 {
			d.block(sc, c, x, y, dry)
			break
		}
		for v := range c.v {
			for h := range c.h {
				d.block(sc, c, x*c.h+h, y*c.v+v, dry)
			}
		}
	}
	if d.cut {
		return errCut
	}
	for i, c := range sc.comps {
		at.dc[i] = c.last
	}
	return nil
}

// block decodes one block.
func (d *decoder) block(sc *scan, c *component, x, y int, dry bool) {
	if d.progressive {
		b := &c.coefs[y*c.stride+x]
		switch {
		case sc.first == 0 && sc.high == 0:
			if !dry {
				c.last += d.dcValue(c)
				b[0] = int16(c.last << sc.low)
			}
		case sc.first == 0:
			if d.take(1) != 0 {
				b[0] |= 1 << sc.low
			}
		case dry:
		case sc.high == 0:
			d.acFirst(sc, d.huff[1][c.ac], b)
		default:
			d.acRefine(sc, d.huff[1][c.ac], b)
		}
		return
	}
	at := y%c.v*c.stride + x
	block := &c.line[at]
	*block = [64]int32{}
	more, wild := false, false
	if !dry {
		more, wild = d.sequential(c, block)
	}
	c.note(at, x, more, wild)
}

func (d *decoder) dcValue(c *component) int32 {
	size := d.code(d.huff[0][c.dc])
	if size == 0 {
		return 0
	}
	return extend(d.take(size), size)
}
