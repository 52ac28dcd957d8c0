package jpeg

// The chroma terms of libjpeg's conversion to RGB (jdcolor.c, build_ycc_rgb_table), 16 fractional bits for green: a
// pair for each value, that of red or blue and that of green.
var ofCr, ofCb = yccTables()

func yccTables() (cr, cb [256][2]int32) {
	const half = 1 << 15
	fix := func(x float64) int32 { return int32(x*65536 + 0.5) }
	for i := range cr {
		x := int32(i) - 128
		cr[i] = [2]int32{(fix(1.40200)*x + half) >> 16, -fix(0.71414) * x}
		cb[i] = [2]int32{(fix(1.77200)*x + half) >> 16, -fix(0.34414)*x + half}
	}
	return
}

// colours writes the picture of the columns xs and the rows ys.
func (d *decoder) colours(rgb []byte, xs, ys []int) {
	var get [4]func(y int) []byte
	for i := range d.comps {
		c := &d.comps[i]
		get[i] = c.upsampler(d.maxH/c.h, d.maxV/c.v)
	}
	ycc := len(d.comps) == 3 && d.ycc() || len(d.comps) == 4 && d.adobe >= 0 && d.adobe != 0
	if vectors && ycc && d.halved() {
		colours420(rgb, xs, ys, &d.comps[0], &d.comps[1], &d.comps[2])
		return
	}
	for i, y := range ys {
		out := rgb[i*len(xs)*3 : (i+1)*len(xs)*3]
		a := get[0](y)
		if len(d.comps) == 1 {
			for k, x := range xs {
				out[3*k], out[3*k+1], out[3*k+2] = a[x], a[x], a[x]
			}
			continue
		}
		b, c := get[1](y), get[2](y)
		switch {
		case ycc:
			convert(out, xs, a, b, c)
		default:
			for k, x := range xs {
				out[3*k], out[3*k+1], out[3*k+2] = a[x], b[x], c[x]
			}
		}
		if len(d.comps) == 4 {
			ink(out, xs, get[3](y), ycc)
		}
	}
}

// halved says whether chroma has half the picture's width and height.
func (d *decoder) halved() bool {
	if len(d.comps) != 3 {
		return false
	}
	luma, cb, cr := &d.comps[0], &d.comps[1], &d.comps[2]
	return luma.h == d.maxH && luma.v == d.maxV && d.maxH == 2*cb.h && d.maxV == 2*cb.v && cr.h == cb.h && cr.v == cb.v &&
		cb.wide > 2
}

// convert turns luma and chroma into RGB.
func convert(out []byte, xs []int, luma, cb, cr []byte) {
	n := min(len(luma), len(cb), len(cr))
	luma, cb, cr = luma[:n], cb[:n], cr[:n]
	if vectors {
		coloursOf(out, xs, luma, cb, cr)
		return
	}
	for _, x := range xs {
		y, b, r := int32(luma[x]), &ofCb[cb[x]], &ofCr[cr[x]]
		p := out[:3:3]
		p[0] = clamp(y + r[0])
		p[1] = clamp(y + (b[1]+r[1])>>16)
		p[2] = clamp(y + b[0])
		out = out[3:]
	}
}

// ink turns the first three inks into light that the fourth, black, is laid on. Pillow takes all files of four inks to
// be stored inverted, as Adobe does; it rounds the product as MULDIV255 (Convert.c, cmyk2rgb). Where the inks were luma
// and chroma, libjpeg has inverted them once more on the way.
func ink(out []byte, xs []int, black []byte, ycc bool) {
	for k, x := range xs {
		light := int32(black[x])
		for j := range out[3*k : 3*k+3] {
			c := 255 - int32(out[3*k+j])
			if ycc {
				c = int32(out[3*k+j])
			}
			t := c*light + 128
			out[3*k+j] = clamp(light - ((t>>8)+t)>>8)
		}
	}
}

func clamp(v int32) byte {
	if uint32(v) <= 255 {
		return byte(v)
	}
	return byte(^(v >> 31))
}
