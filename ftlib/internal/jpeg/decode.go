package jpeg

import (
	"bytes"
	"errors"
	"sync"
)

// Size is the size of the picture. What comes behind the frame's header is not looked at.
func Size(data []byte) (width, height int, err error) {
	d, err := open(data)
	if err != nil {
		return 0, 0, err
	}
	return d.width, d.height, nil
}

// open reads up to the frame.
func open(data []byte) (*decoder, error) {
	if len(data) < 3 || data[0] != 0xff || data[1] != soi || data[2] != 0xff {
		return nil, errors.New("no JPEG")
	}
	d := &decoder{data: data, sealed: bytes.HasSuffix(data, []byte{0xff, eoi}), reader: reader{pos: 2}, adobe: -1}
	m, err := d.header(true)
	if err != nil {
		return nil, err
	}
	if d.comps == nil {
		if m == sos {
			return nil, errors.New("a scan before the frame")
		}
		return nil, errors.New("no picture in it")
	}
	return d, nil
}

// Decode returns the picture as RGB, 3 bytes a pixel. Where sample is not nil, it is told the size and returns the
// columns and the rows that are wanted, ascending: the picture is made of those alone. It is written to dst if that is
// as long.
func Decode(data []byte, sample func(width, height int) (xs, ys []int), dst []byte) (rgb []byte, width, height int,
	err error) {
	d, err := open(data)
	if err != nil {
		return nil, 0, 0, err
	}
	if m, err := d.header(false); err != nil {
		return nil, 0, 0, err
	} else if m != sos {
		return nil, 0, 0, errors.New("no picture in it")
	}
	xs, ys := all(d.width), all(d.height)
	if sample != nil {
		xs, ys = sample(d.width, d.height)
	}
	d.want(xs, ys)
	sc, err := d.startScan()
	if err != nil {
		return nil, 0, 0, err
	}
	d.several = d.progressive || len(sc.comps) < len(d.comps)
	defer d.release()
	d.allocate()
	for sc != nil {
		if err := d.scan(sc); err != nil {
			return nil, 0, 0, err
		}
		if !d.several {
			break // what follows is not looked at, an end marker included
		}
		m, err := d.header(false)
		if err != nil {
			return nil, 0, 0, err
		}
		sc = nil
		if m == sos {
			if sc, err = d.startScan(); err != nil {
				return nil, 0, 0, err
			}
		}
	}
	if d.progressive {
		d.transformAll()
	}
	if len(dst) != len(xs)*len(ys)*3 {
		dst = make([]byte, len(xs)*len(ys)*3)
	}
	d.colours(dst, xs, ys)
	return dst, len(xs), len(ys), nil
}

func all(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// want notes which samples the columns and rows need. Interpolation looks at those beside, too.
func (d *decoder) want(xs, ys []int) {
	for i := range d.comps {
		c := &d.comps[i]
		c.wantCol, c.wantRow = make([]uint8, c.cols), make([]bool, c.down)
		near(xs, d.maxH/c.h, c.wide, func(x int) { c.wantCol[x/8] |= 1 << (x % 8) })
		near(ys, d.maxV/c.v, c.high, func(y int) { c.wantRow[y/8] = true })
	}
}

// near visits the samples that pixels rest on, where each sample spans so many pixels.
func near(pixels []int, each, samples int, visit func(int)) {
	for _, p := range pixels {
		p /= each
		visit(p)
		if each > 1 {
			visit(max(p-1, 0))
			visit(min(p+1, samples-1))
		}
	}
}

// asGo says whether image/jpeg reads files of this kind as Pillow does, up to the rounding of the transform.
func (d *decoder) asGo() bool {
	if len(d.comps) == 1 {
		return true
	}
	luma, cb, cr := d.comps[0], d.comps[1], d.comps[2]
	if len(d.comps) != 3 || cb.h != 1 || cb.v != 1 || cr.h != 1 || cr.v != 1 || luma.h == 3 || luma.v > 2 {
		return false
	}
	return d.ycc() || d.maxH == 1 && d.maxV == 1
}

// ycc says whether three components are luma and chroma, by libjpeg's rules (default_decompress_parms).
func (d *decoder) ycc() bool {
	switch {
	case d.jfif:
		return true
	case d.adobe >= 0:
		return d.adobe != 0
	}
	return d.comps[0].id != 'R' || d.comps[1].id != 'G' || d.comps[2].id != 'B'
}

var (
	planes sync.Pool // of *[]byte
	lines  sync.Pool // of *[][64]int32
)

// allocate allocates samples, and coefficients where several scans add to them.
func (d *decoder) allocate() {
	for i := range d.comps {
		c := &d.comps[i]
		n := c.stride * 8 * d.down * c.v * 8
		if p, _ := planes.Get().(*[]byte); p != nil && cap(*p) >= n {
			c.pix = (*p)[:n]
		} else {
			c.pix = make([]byte, n)
		}
		if l, _ := lines.Get().(*[][64]int32); l != nil && cap(*l) >= c.stride*c.v {
			c.line = (*l)[:c.stride*c.v] // decoding clears a block before
		} else {
			c.line = make([][64]int32, c.stride*c.v)
		}
		c.state = make([]uint8, c.stride*c.v)
		c.libjpeg = !d.asGo()
		if d.progressive {
			c.coefs = make([][64]int16, c.stride*d.down*c.v)
		} else if d.several { // a component may be missing
			for k := range c.pix {
				c.pix[k] = 128
			}
		}
	}
}

// release keeps planes and lines for the next picture.
func (d *decoder) release() {
	for i := range d.comps {
		if plane, line := d.comps[i].pix, d.comps[i].line; plane != nil { // not pointers into d, which has the file
			planes.Put(&plane)
			lines.Put(&line)
		}
	}
}
