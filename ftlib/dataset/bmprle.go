package dataset

// unpack undoes run lengths: an index a byte, row by row from the bottom, as far as there are any.
func (b *bmpFile) unpack() []byte {
	file, total, at, x := b.data, b.w*b.h, b.offset, 0
	out := make([]byte, 0, total)
	for len(out) < total && at+2 <= len(file) {
		n, v := int(file[at]), file[at+1]
		at += 2
		switch {
		case n > 0:
			n = max(0, min(n, b.w-x))
			for i := range n {
				switch {
				case b.compression == bmpRLE8:
					out = append(out, v)
				case i%2 == 0:
					out = append(out, v>>4)
				default:
					out = append(out, v&15)
				}
			}
			x += n
		case v == 0: // the end of a row
			for len(out)%b.w != 0 {
				out = append(out, 0)
			}
			x = 0
		case v == 1:
			return out
		case v == 2: // to the right and up
			if at+2 > len(file) {
				return out
			}
			skip := min(total-len(out), int(file[at])+int(file[at+1])*b.w)
			out = append(out, make([]byte, skip)...)
			at += 2
			x = len(out) % b.w
		default:
			count := min(total-len(out), int(v))
			size := count
			if b.compression == bmpRLE4 {
				size = (count + 1) / 2
			}
			size = min(size, len(file)-at)
			for i, c := range file[at : at+size] {
				if b.compression == bmpRLE8 {
					out = append(out, c)
					continue
				}
				if out = append(out, c>>4); 2*i+1 < count {
					out = append(out, c&15)
				}
			}
			at += size
			if len(out) == total {
				return out
			}
			x += int(v)
			at += at % 2
		}
	}
	return out
}
