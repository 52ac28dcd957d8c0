package jpeg

import (
	"encoding/binary"
	"errors"
)

const (
	valueBits  = 10
	endOfBlock = 64 // as a run
)

// huffman is a table of codes.
type huffman struct {
	look   [256]uint16           // by the next 8 bits: the code's length, 8 bits of symbol; 0: the code is longer
	value  [1 << valueBits]int32 // by the next bits: value, 16 bits; run, 8; length of code and value, 8; 0: they are longer
	max    [18]int32             // largest code of each length, -1: none; that of 17 ends the search
	offset [17]int32             // from a code to its symbol's place
	symbol [256]byte
	filled bool // value is
	wrong  bool // its codes overlap
	notDC  bool // it has symbols that no DC value has
}

func (d *decoder) huffmanTables(s []byte) error {
	for len(s) > 0 {
		if len(s) < 17 {
			return errLength
		}
		kind, at, total := int(s[0]>>4), int(s[0]&15), 0
		for _, n := range s[1:17] {
			total += int(n)
		}
		if kind > 1 || at > 3 || total > 256 || total > len(s)-17 {
			return errors.New("a Huffman table is wrong")
		}
		d.huff[kind][at] = huffmanTable(kind, string(s[1:17+total]))
		s = s[17+total:]
	}
	return nil
}

// huffmanTable is the table of a kind with these counts and symbols. Most files have those of the standard.
func huffmanTable(kind int, t string) *huffman {
	for at, usual := range standardTables[kind] {
		if t == usual {
			return standard(kind, at)
		}
	}
	return newHuffman([]byte(t[:16]), []byte(t[16:]))
}

func newHuffman(counts, symbols []byte) *huffman {
	h := &huffman{}
	copy(h.symbol[:], symbols)
	code, k := int32(0), 0
	for l := 1; l <= 16; l++ {
		n := int(counts[l-1])
		h.offset[l] = int32(k) - code
		h.max[l] = -1
		for range n {
			if l <= 8 {
				first := int(code) << (8 - l)
				for i := first; i < min(first+1<<(8-l), 256); i++ {
					h.look[i] = uint16(l)<<8 | uint16(h.symbol[k])
				}
			}
			h.notDC = h.notDC || h.symbol[k] > 15
			h.max[l] = code
			code++
			k++
		}
		if (n > 0 || k < len(symbols)) && code >= 1<<l { // no code may be all ones
			h.wrong = true
		}
		code <<= 1
	}
	h.max[17] = 1<<31 - 1
	return h
}

// values fills the table of whole values: of DC, where the symbol is a size, or of AC.
func (h *huffman) values(dc bool) {
	if h.filled {
		return
	}
	h.filled = true
	code, k := 0, 0
	for l := 1; l <= valueBits; l++ {
		for ; int32(code) <= h.max[l]; code++ {
			run, size := int(h.symbol[k]>>4), int(h.symbol[k]&15)
			k++
			if !dc && size == 0 && run < 15 {
				run = endOfBlock
			}
			for v := range 1 << size {
				if l+size > valueBits {
					break
				}
				e := int32(run)<<8 | int32(l+size)
				if size > 0 {
					e |= extend(int32(v), size) << 16
				}
				first := (code<<size | v) << (valueBits - l - size)
				for i := first; i < first+1<<(valueBits-l-size); i++ {
					h.value[i] = e
				}
			}
		}
		code <<= 1
	}
}

// long reads a code from 17 bits: its length and its symbol, which is 0 where no code is there.
func (h *huffman) long(bits uint32) (length uint, symbol int) {
	if e := h.look[uint8(bits>>9)]; e != 0 {
		return uint(e >> 8), int(e & 255)
	}
	for length = 9; ; length++ {
		if v := int32(bits >> (17 - length)); v <= h.max[length] {
			if length > 16 {
				return length, 0
			}
			return length, int(h.symbol[uint8(v+h.offset[length])])
		}
	}
}

// extend gives a value of size bits its sign (figure F.12 of the standard).
func extend(v int32, size int) int32 {
	if v < 1<<(size-1) {
		v += -1<<size + 1
	}
	return v
}

// fill loads bytes. It reads as far ahead as libjpeg does, and no sooner: where a file without an end marker is cut
// decides whether it is read or refused. Behind a marker come zeros, once need bits are not there.
func (d *decoder) fill(need int) {
	const enough = 57
	if d.marker == 0 {
		if d.pos+8 <= len(d.data) {
			v := binary.BigEndian.Uint64(d.data[d.pos:])
			if t := ^v; (t-0x0101010101010101)&v&0x8080808080808080 == 0 { // no byte is 0xff
				n := (64 - d.count) / 8
				d.bits = d.bits<<(8*n) | v>>(64-8*n)
				d.count += 8 * n
				d.pos += n
				return
			}
		}
		for d.count < enough {
			if d.pos >= len(d.data) {
				d.cut = true
				break
			}
			c := d.data[d.pos]
			d.pos++
			if c == 0xff {
				for c == 0xff && d.pos < len(d.data) {
					c = d.data[d.pos]
					d.pos++
				}
				if c == 0xff {
					d.cut = true
					break
				}
				if c != 0 {
					d.marker = c
					break
				}
				c = 0xff
			}
			d.bits = d.bits<<8 | uint64(c)
			d.count += 8
		}
		if d.count >= enough {
			return
		}
	}
	if need > d.count {
		d.dry = true
		d.bits <<= enough - d.count
		d.count = enough
	}
}

// take reads n bits, at most 16.
func (d *decoder) take(n int) int32 {
	if d.count < n {
		d.fill(n)
	}
	d.count -= n
	return int32(d.bits>>d.count) & (1<<n - 1)
}

// code reads a symbol. One that no code stands for is 0, as in libjpeg.
func (d *decoder) code(h *huffman) int {
	length := 1
	if d.count < 8 {
		d.fill(0)
	}
	if d.count >= 8 {
		if e := h.look[uint8(d.bits>>(d.count-8))]; e != 0 {
			d.count -= int(e >> 8)
			return int(e & 255)
		}
		length = 9
	}
	v := d.take(length)
	for v > h.max[length] {
		v = v<<1 | d.take(1)
		length++
	}
	if length > 16 {
		return 0
	}
	return int(h.symbol[uint8(v+h.offset[length])])
}
