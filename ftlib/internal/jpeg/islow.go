package jpeg

// Constants of libjpeg's jidctint.c, 13 fractional bits.
const (
	f0298 = 2446
	f0390 = 3196
	f0541 = 4433
	f0765 = 6270
	f0899 = 7373
	f1175 = 9633
	f1501 = 12299
	f1847 = 15137
	f1961 = 16069
	f2053 = 16819
	f2562 = 20995
	f3072 = 25172
)

// idctLibjpeg is libjpeg's accurate integer transform (jidctint.c, jpeg_idct_islow) to the last bit: columns, then
// rows. What damaged files hold beyond the range of 16 bits is cut off where libjpeg-turbo's vector instructions do it.
func idctLibjpeg(b *[64]int32, dst []byte, stride int) {
	rows := rowsOf(b)
	for i := range b {
		b[i] = int32(int16(b[i]))
	}
	for i := range 8 {
		if rows&0xfe != 0 {
			islow(b[8*i:], 1, 11, 1<<10)
			continue
		}
		for y := 7; y >= 0; y-- {
			b[8*i+y] = wrap(b[8*i] << 2)
		}
	}
	for i := range 8 {
		islow(b[i:], 8, 18, 1<<17)
	}
	store(b, dst, stride)
}

// islow transforms eight values that are step apart. Two passes lead from coefficients to samples: after the first, two
// fractional bits are left.
func islow(v []int32, step int, shift uint, half int32) {
	_ = v[7*step]
	z2, z3 := v[2*step], v[6*step]
	t2, t3 := z2*f0541+z3*(f0541-f1847), z2*(f0541+f0765)+z3*f0541
	z2, z3 = v[0], v[4*step]
	t0, t1 := wrap(z2+z3)<<13, wrap(z2-z3)<<13
	t10, t13, t11, t12 := t0+t3, t0-t3, t1+t2, t1-t2
	t0, t1, t2, t3 = v[7*step], v[5*step], v[3*step], v[step]
	z3 = wrap(t0 + t2)
	z4 := wrap(t1 + t3)
	z3, z4 = z3*(f1175-f1961)+z4*f1175, z3*f1175+z4*(f1175-f0390)
	t0, t3 = t0*(f0298-f0899)-t3*f0899+z3, t3*(f1501-f0899)-t0*f0899+z4
	t1, t2 = t1*(f2053-f2562)-t2*f2562+z4, t2*(f3072-f2562)-t1*f2562+z3
	v[0], v[7*step] = saturate((t10+t3+half)>>shift), saturate((t10-t3+half)>>shift)
	v[step], v[6*step] = saturate((t11+t2+half)>>shift), saturate((t11-t2+half)>>shift)
	v[2*step], v[5*step] = saturate((t12+t1+half)>>shift), saturate((t12-t1+half)>>shift)
	v[3*step], v[4*step] = saturate((t13+t0+half)>>shift), saturate((t13-t0+half)>>shift)
}

func wrap(v int32) int32     { return int32(int16(v)) }
func saturate(v int32) int32 { return min(max(v, -1<<15), 1<<15-1) }
