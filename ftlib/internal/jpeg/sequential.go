package jpeg

import "encoding/binary"

// sequential decodes a whole block, quantization undone. It returns whether there are values beside the first, and
// whether there are some that only damaged files hold.
func (d *decoder) sequential(c *component, block *[64]int32) (more, wild bool) {
	if d.quickly {
		if more, wild, ok := d.quick(c, block); ok {
			return more, wild
		}
		d.quickly = false
		*block = [64]int32{}
	}
	c.last += d.dcValue(c)
	block[0] = int32(int16(c.last)) * c.quant[0]
	wide := block[0] ^ block[0]>>31
	h, quant := d.huff[1][c.ac], c.quant
	for k := 1; k < 64; k++ {
		s := d.code(h)
		run, bits := s>>4, s&15
		if bits == 0 {
			if run != 15 {
				break
			}
			k += 15
			continue
		}
		k += run
		at := zigzag[k]
		block[at] = extend(d.take(bits), bits) * quant[min(k, 63)]
		wide |= block[at] ^ block[at]>>31
		more = true
	}
	return more, wide > widest
}

// widest is what values of sound files do not reach.
const widest = 1<<11 - 1

// quick is sequential where the end of the data is far, or is a marker. It gives up, with nothing consumed, at a
// marker. It reads ahead as libjpeg-turbo's decode_mcu_fast does, see fill.
func (d *decoder) quick(c *component, block *[64]int32) (more, wild, ok bool) {
	data, pos, count := d.data, d.pos, uint(d.count)
	bits := d.bits << (64 - count) // left-aligned here
	quant := c.quant
	if count <= 16 {
		if pos, bits, count, ok = more6(data, pos, bits, count); !ok {
			return false, false, false
		}
	}
	dc := d.huff[0][c.dc]
	e := dc.value[bits>>(64-valueBits)]
	first := e >> 16
	bits <<= e & 31
	count -= uint(e & 31)
	if e == 0 {
		length, size := dc.long(uint32(bits >> 47)) // at most 15 bits of value
		bits <<= length
		count -= length
		if size > 0 {
			if count <= 16 {
				if pos, bits, count, ok = refill(data, pos, bits, count); !ok {
					return false, false, false
				}
			}
			first = extend(int32(bits>>(64-size)), size)
			bits <<= size
			count -= uint(size)
		}
	}
	last := c.last + first
	block[0] = int32(int16(last)) * quant[0]
	wide := block[0] ^ block[0]>>31
	ac := d.huff[1][c.ac]
	k := 1
	for ; k < 64; k++ {
		if count <= 16 {
			if pos, bits, count, ok = more6(data, pos, bits, count); !ok {
				return false, false, false
			}
		}
		var v int32
		if e := ac.value[bits>>(64-valueBits)]; e != 0 {
			bits <<= e & 31
			count -= uint(e & 31)
			k += int(e >> 8 & 127)
			if k > 63 {
				if e>>8&127 == endOfBlock {
					break
				}
				k = 63
			}
			v = e >> 16
		} else {
			length, symbol := ac.long(uint32(bits >> 47))
			run, size := symbol>>4, symbol&15
			bits <<= length
			count -= length
			if size == 0 {
				if run != 15 {
					break
				}
				k += 15
				continue
			}
			if count <= 16 {
				if pos, bits, count, ok = refill(data, pos, bits, count); !ok {
					return false, false, false
				}
			}
			k = min(k+run, 63)
			v = extend(int32(bits>>(64-size)), size)
			bits <<= size
			count -= uint(size)
		}
		v *= quant[k]
		block[zigzag[k]&63] = v
		wide |= v ^ v>>31
	}
	c.last, d.pos, d.count = last, pos, int(count)
	d.bits = bits >> (64 - count)
	return k > 1, wide > widest, true
}

// more6 is refill, six bytes at once where none of them is 0xff.
func more6(data []byte, pos int, bits uint64, count uint) (int, uint64, uint, bool) {
	if pos+8 <= len(data) {
		v := binary.BigEndian.Uint64(data[pos:]) &^ 0xffff
		if t := ^v; (t-0x0101010101010101)&v&0x8080808080808080 == 0 {
			return pos + 6, bits | v>>count, count + 48, true
		}
	}
	return refill(data, pos, bits, count)
}

// refill loads six bytes, or says that there is a marker.
func refill(data []byte, pos int, bits uint64, count uint) (int, uint64, uint, bool) {
	for range 6 {
		b := data[pos]
		pos++
		if b == 0xff {
			if data[pos] != 0 {
				return pos, bits, count, false
			}
			pos++
		}
		bits |= uint64(b) << (56 - count)
		count += 8
	}
	return pos, bits, count, true
}
