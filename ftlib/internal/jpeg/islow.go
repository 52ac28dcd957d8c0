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

// idctLibjpeg is libjpeg's accurate integer transform (jidctint.c, jpeg_idct_islow) to the last bit: columns, then rows.
func idctLibjpeg(b *[64]int32, _, _ uint8, dst []byte, stride int) {
	for i := range 8 {
		islow(b[i:], 8, 11, 1<<10)
	}
	for i := range 8 {
		islow(b[8*i:], 1, 18, 1<<17)
	}
	store(b, dst, stride)
}

// islow transforms eight values that are step apart. Two passes lead from coefficients to samples: after the first, two
// fractional bits are left.
func islow(v []int32, step int, shift uint, half int64) {
	_ = v[7*step]
	z2, z3 := int64(v[2*step]), int64(v[6*step])
	z1 := (z2 + z3) * f0541
	t2, t3 := z1-z3*f1847, z1+z2*f0765
	z2, z3 = int64(v[0]), int64(v[4*step])
	t0, t1 := (z2+z3)<<13, (z2-z3)<<13
	t10, t13, t11, t12 := t0+t3, t0-t3, t1+t2, t1-t2
	t0, t1, t2, t3 = int64(v[7*step]), int64(v[5*step]), int64(v[3*step]), int64(v[step])
	z1, z2, z3 = t0+t3, t1+t2, t0+t2
	z4 := t1 + t3
	z5 := (z3 + z4) * f1175
	t0, t1, t2, t3 = t0*f0298, t1*f2053, t2*f3072, t3*f1501
	z1, z2, z3, z4 = -z1*f0899, -z2*f2562, -z3*f1961+z5, -z4*f0390+z5
	t0, t1, t2, t3 = t0+z1+z3, t1+z2+z4, t2+z2+z3, t3+z1+z4
	v[0], v[7*step] = int32((t10+t3+half)>>shift), int32((t10-t3+half)>>shift)
	v[step], v[6*step] = int32((t11+t2+half)>>shift), int32((t11-t2+half)>>shift)
	v[2*step], v[5*step] = int32((t12+t1+half)>>shift), int32((t12-t1+half)>>shift)
	v[3*step], v[4*step] = int32((t13+t0+half)>>shift), int32((t13-t0+half)>>shift)
}
