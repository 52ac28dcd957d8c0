package dataset

// The chroma terms of libjpeg's conversion to RGB (jdcolor.c, build_ycc_rgb_table), 16 fractional bits for green.
var redOfCr, blueOfCb, greenOfCr, greenOfCb = yccTables()

func yccTables() (rCr, bCb, gCr, gCb [256]int32) {
	const half = 1 << 15
	fix := func(x float64) int32 { return int32(x*65536 + 0.5) }
	for i := range rCr {
		x := int32(i) - 128
		rCr[i] = (fix(1.40200)*x + half) >> 16
		bCb[i] = (fix(1.77200)*x + half) >> 16
		gCr[i] = -fix(0.71414) * x
		gCb[i] = -fix(0.34414)*x + half
	}
	return
}

// convertRow fills dst, 3 bytes a pixel, from luma and the upsampled chroma.
func convertRow(dst, luma, cb, cr []byte) {
	n := len(dst) / 3
	luma, cb, cr = luma[:n], cb[:n], cr[:n]
	for i := range n {
		y, b, r := int32(luma[i]), cb[i], cr[i]
		d := dst[3*i : 3*i+3 : 3*i+3]
		d[0] = clamp(y + redOfCr[r])
		d[1] = clamp(y + (greenOfCb[b]+greenOfCr[r])>>16)
		d[2] = clamp(y + blueOfCb[b])
	}
}

func clamp(v int32) byte {
	if uint32(v) <= 255 {
		return byte(v)
	}
	if v < 0 {
		return 0
	}
	return 255
}
