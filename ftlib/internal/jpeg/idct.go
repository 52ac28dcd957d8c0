package jpeg

import "encoding/binary"

// Constants of Go 1.26's image/jpeg, dct.go: cosines and sines of multiples of π/16, 60 fractional bits.
const (
	cos1      = 1130768441178740757
	sin1      = 224923827593068887
	cos3      = 958619196450722178
	sin3      = 640528868967736374
	sqrt2     = 815238614083298888 // 1/√2
	sqrt2cos6 = 311978311033955632 // cos 6π/16 / √2
	sqrt2sin6 = 753182269664427492
)

func fixed(x uint64, bits int) int32 { return int32((x + (1 << (59 - bits))) >> (60 - bits)) }

// box turns and scales a pair of values.
func box(x0, x1, kcos, ksin int32) (y0, y1 int32) {
	sum := kcos * (x0 + x1)
	return sum + (ksin-kcos)*x1, sum - (kcos+ksin)*x0
}

// idctGo and what it uses are derived from Go's image/jpeg, see LICENSE-Go.txt, and so are the passes of vector.c.
//
// idctGo undoes the cosine transform of a block, as Go 1.26's image/jpeg does to the last bit, and writes 8 rows of 8
// samples, stride bytes apart. It passes over rows that are 0 and over the columns that have no bit in cols. On most
// processors vector.c does the same.
func idctGo(b *[64]int32, cols uint8, dst []byte, stride int) {
	rows := rowsOf(b)
	if rows == 0 { // one shade
		v := shade((((b[0] << 17) + 1<<19) >> 2) >> 18)
		line := uint64(v) * 0x0101010101010101
		for y := range 8 {
			binary.LittleEndian.PutUint64(dst[y*stride:], line)
		}
		return
	}
	for i := range 8 {
		if rows>>i&1 == 0 {
			if i == 0 {
				v := b[0] << 17
				b[0], b[8], b[16], b[24], b[32], b[40], b[48], b[56] = v, v, v, v, v, v, v, v
			}
			continue
		}
		x0, x7, x2, x5, x1, x6, x3, x4 := b[i], b[8+i], b[16+i], b[24+i], b[32+i], b[40+i], b[48+i], b[56+i]
		x0 <<= 17
		x1 <<= 17
		x0, x1 = x0+x1, x0-x1
		x2, x3 = box(x2, x3, fixed(sqrt2cos6, 18), -fixed(sqrt2sin6, 18))
		x1, x2 = x1+x2, x1-x2
		x0, x3 = x0+x3, x0-x3
		x4 <<= 7
		x7 <<= 7
		x7, x4 = x7+x4, x7-x4
		x6 = x6 * fixed(sqrt2, 8)
		x5 = x5 * fixed(sqrt2, 8)
		x7, x5 = x7+x5, x7-x5
		x4, x6 = x4+x6, x4-x6
		x4, x7 = box(x4>>2, x7>>2, fixed(cos3, 12), -fixed(sin3, 12))
		x5, x6 = box(x5>>2, x6>>2, fixed(cos1, 12), -fixed(sin1, 12))
		b[i], b[56+i] = x0+x7, x0-x7
		b[8+i], b[48+i] = x1+x6, x1-x6
		b[16+i], b[40+i] = x2+x5, x2-x5
		b[24+i], b[32+i] = x3+x4, x3-x4
	}
	if rows&0xfe == 0 { // all rows are alike
		var line uint64
		for i := range 8 {
			line |= uint64(shade(((b[8*i]+1<<19)>>2)>>18)) << (8 * i)
		}
		for y := range 8 {
			binary.LittleEndian.PutUint64(dst[y*stride:], line)
		}
		return
	}
	for i := range 8 {
		if cols>>i&1 == 0 {
			continue
		}
		x := b[8*i : 8*i+8 : 8*i+8]
		x0, x7, x2, x5, x1, x6, x3, x4 := x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]
		x0 += 1 << 19
		x0, x1 = (x0+x1)>>2, (x0-x1)>>2
		x2, x3 = box(x2>>13, x3>>13, fixed(sqrt2cos6, 12), -fixed(sqrt2sin6, 12))
		x1, x2 = x1+x2, x1-x2
		x0, x3 = x0+x3, x0-x3
		x7, x4 = x7+x4, x7-x4
		x5 = (x5 >> 13) * fixed(sqrt2, 14)
		x6 = (x6 >> 13) * fixed(sqrt2, 14)
		x7, x5 = x7+x5, x7-x5
		x4, x6 = x4+x6, x4-x6
		x4, x7 = box(x4>>14, x7>>14, fixed(cos3, 12), -fixed(sin3, 12))
		x5, x6 = box(x5>>14, x6>>14, fixed(cos1, 12), -fixed(sin1, 12))
		x[0], x[7] = (x0+x7)>>18, (x0-x7)>>18
		x[1], x[6] = (x1+x6)>>18, (x1-x6)>>18
		x[2], x[5] = (x2+x5)>>18, (x2-x5)>>18
		x[3], x[4] = (x3+x4)>>18, (x3-x4)>>18
	}
	store(b, dst, stride)
}

// store writes a block of values around 0, which lie column by column.
func store(b *[64]int32, dst []byte, stride int) {
	for y := range 8 {
		var line uint64
		for x := range 8 {
			line |= uint64(shade(b[8*x+y])) << (8 * x)
		}
		binary.LittleEndian.PutUint64(dst[y*stride:], line)
	}
}

// shade is a value around 0 as a sample.
func shade(v int32) byte {
	if v += 128; uint32(v) <= 255 {
		return byte(v)
	}
	return byte(^(v >> 31))
}
