package dataset

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// pnmFile is the header of a PBM, PGM or PPM file.
type pnmFile struct {
	noExif
	kind      byte // '1' to '6'
	w, h, max int
	data      []byte // behind the header
	clipped   bool   // deep grey was cut off
}

var errPNM = errors.New("the file is cut short or damaged")

func space(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isPNM(head []byte) bool {
	return len(head) >= 3 && head[0] == 'P' && head[1] >= '1' && head[1] <= '6' && space(head[2])
}

func parsePNM(data []byte) (file, error) {
	p := &pnmFile{kind: data[1], data: data[3:], max: 1}
	values := []*int{&p.w, &p.h, &p.max}
	if p.kind == '1' || p.kind == '4' {
		values = values[:2]
	}
	for _, v := range values {
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		if *v, err = strconv.Atoi(token); err != nil {
			return nil, fmt.Errorf("%q in its header is no number", token)
		}
	}
	if p.max < 1 || p.max > 65535 || p.w < 0 || p.h < 0 {
		return nil, errors.New("its header names impossible values")
	}
	return p, nil
}

// token is the next word, with at most ten letters. The white space behind it is taken; a comment does not end it.
func (p *pnmFile) token() (string, error) {
	var word []byte
	for len(word) <= 10 && len(p.data) > 0 {
		c := p.data[0]
		p.data = p.data[1:]
		switch {
		case space(c) && len(word) > 0:
			return string(word), nil
		case space(c):
		case c == '#':
			for len(p.data) > 0 && p.data[0] != '\r' && p.data[0] != '\n' {
				p.data = p.data[1:]
			}
			p.data = p.data[min(1, len(p.data)):]
		default:
			word = append(word, c)
		}
	}
	if len(word) == 0 || len(word) > 10 {
		return "", errPNM
	}
	return string(word), nil
}

func (p *pnmFile) size() (w, h int) { return p.w, p.h }

func (p *pnmFile) decode() (*picture, error) {
	channels := 1
	if p.kind == '3' || p.kind == '6' {
		channels = 3
	}
	values := p.w * p.h * channels
	var get func(i int) byte
	switch {
	case p.kind == '4':
		stride := (p.w + 7) / 8
		if len(p.data) < stride*p.h {
			return nil, errPNM
		}
		get = func(i int) byte { return packed(p.data[i/p.w*stride:], i%p.w, 1) - 1 }
	case p.kind < '4':
		plain, err := p.plain(values, channels)
		if err != nil {
			return nil, err
		}
		get = func(i int) byte { return plain[i] }
	case p.max > 255:
		if len(p.data) < 2*values {
			return nil, errPNM
		}
		get = func(i int) byte { return p.scale(int(p.data[2*i])<<8|int(p.data[2*i+1]), channels) }
	default:
		if len(p.data) < values {
			return nil, errPNM
		}
		get = func(i int) byte { return p.scale(int(p.data[i]), channels) }
	}
	pic := newPicture(p.w, p.h)
	for i := range p.w * p.h {
		out := pic.pix[3*i : 3*i+3]
		for k := range out {
			out[k] = get(i*channels + k%channels)
		}
	}
	pic.clipped = p.clipped
	return pic, nil
}

// scale brings a value to 0 to 255. Deep grey is brought to 65535 and cut off, as in Pillow.
func (p *pnmFile) scale(v, channels int) byte {
	top := 255
	if channels == 1 && p.max > 255 {
		top = 65535
	}
	v = min(top, int(math.RoundToEven(float64(v)/float64(p.max)*float64(top))))
	p.clipped = p.clipped || v > 255
	return byte(min(v, 255))
}

// plain reads values in decimal, or of one letter each in black and white.
func (p *pnmFile) plain(n, channels int) ([]byte, error) {
	out := make([]byte, 0, min(n, len(p.data)))
	if p.kind == '1' {
		for len(out) < n && len(p.data) > 0 {
			c := p.data[0]
			p.data = p.data[1:]
			switch {
			case c == '0', c == '1':
				out = append(out, c-'1') // 0 is white
			case c == '#':
				i := slices.IndexFunc(p.data, func(c byte) bool { return c == '\r' || c == '\n' })
				if i < 0 {
					i = len(p.data) - 1
				}
				p.data = p.data[i+1:]
			case !space(c):
				return nil, fmt.Errorf("%q among its pixels", c)
			}
		}
	} else {
		for len(out) < n && len(p.data) > 0 {
			token, err := p.token()
			if err != nil && len(token) == 0 && len(p.data) == 0 {
				break
			}
			v, err := strconv.Atoi(token)
			if err != nil || v < 0 || v > p.max {
				return nil, fmt.Errorf("%q among its values", token)
			}
			out = append(out, p.scale(v, channels))
		}
	}
	if len(out) < n {
		return nil, errPNM
	}
	return out, nil
}
