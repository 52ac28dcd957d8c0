package jpeg

import "encoding/binary"

// sequential decodes a whole block, quantization undone. It returns which rows, a bit each, have values beside the first.
func (d *decoder) sequential(c *component, block *[64]int32) (rows uint8) {
	// The most bytes that a block can take, stuffed ones included.
	const most = 2 * 64 * (16 + 16) / 8
	if d.marker == 0 && len(d.data)-d.pos > most+16 {
		if rows, ok := d.quick(c, block); ok {
			return rows
		}
		*block = [64]int32{}
	}
	c.last += d.dcValue(c)
	block[0] = int32(int16(c.last)) * c.quant[0]
	h, quant := d.huff[1][c.ac], c.quant
	for k := 1; k < 64; k++ {
		s := d.code(h)
		run, size := s>>4, s&15
		if size == 0 {
			if run != 15 {
				break
			}
			k += 15
			continue
		}
		k += run
		at := zigzag[k]
		block[at] = extend(d.take(size), size) * quant[min(k, 63)]
		rows |= 1 << (at >> 3)
	}
	return rows
}

// quick is sequential where the end of the data is far. It gives up, with nothing consumed, at a marker.
func (d *decoder) quick(c *component, block *[64]int32) (rows uint8, ok bool) {
	// Bits are left-aligned here. Those behind the first count are not lost: they are what comes next.
	data, pos, count := d.data, d.pos, uint(d.count)
	bits := d.bits << (64 - count)
	h, quant := d.huff[0][c.dc], c.quant
	last := c.last
	for k := 0; k < 64; k++ {
		if count < 32 {
			v := binary.BigEndian.Uint64(data[pos:])
			if t := ^v; (t-0x0101010101010101)&v&0x8080808080808080 == 0 { // no byte is 0xff
				bits |= v >> count
				pos += int(63-count) >> 3
				count |= 56
			} else {
				for count <= 56 {
					b := data[pos]
					if b == 0xff {
						if data[pos+1] != 0 {
							return 0, false
						}
						pos++
					}
					pos++
					bits = bits&^(uint64(1)<<(64-count)-1) | uint64(b)<<(56-count)
					count += 8
				}
			}
		}
		if e := h.value[bits>>(64-valueBits)]; e != 0 {
			bits <<= e & 31
			count -= uint(e & 31)
			k += int(e >> 8 & 127)
			if k > 63 {
				if e>>8&127 == endOfBlock {
					break
				}
				k = 63
			}
			v := e >> 16
			if k == 0 {
				last += v
				v = int32(int16(last))
				h = d.huff[1][c.ac]
			}
			at := zigzag[k] & 63
			block[at] = v * quant[k]
			rows |= 1 << (at >> 3)
			continue
		}
		length, symbol := h.long(uint32(bits >> 47))
		run, size := symbol>>4, symbol&15
		bits <<= length
		count -= length
		if k == 0 {
			size = symbol // at most 15
			run = 0
		} else if size == 0 {
			if run != 15 {
				break
			}
			k += 15
			continue
		}
		k = min(k+run, 63)
		v := int32(0)
		if size > 0 {
			v = extend(int32(bits>>(64-size)), size)
		}
		bits <<= size
		count -= uint(size)
		if k == 0 {
			last += v
			v = int32(int16(last))
			h = d.huff[1][c.ac]
		}
		at := zigzag[k] & 63
		block[at] = v * quant[k]
		rows |= 1 << (at >> 3)
	}
	if block[1]|block[2]|block[3]|block[4]|block[5]|block[6]|block[7] == 0 {
		rows &^= 1
	}
	c.last, d.pos, d.count = last, pos, int(count)
	d.bits = bits >> (64 - count)
	return rows, true
}
