package jpeg

// acFirst decodes the leading bits of a block's values.
func (d *decoder) acFirst(sc *scan, h *huffman, b *[64]int16) {
	if sc.run > 0 {
		sc.run--
		return
	}
	for k := sc.first; k <= sc.end; k++ {
		s := d.code(h)
		run, size := s>>4, s&15
		if size != 0 {
			k += run
			b[zigzag[k]] = int16(extend(d.take(size), size) << sc.low)
			continue
		}
		if run != 15 {
			sc.run = 1<<run - 1
			if run > 0 {
				sc.run += int(d.take(run))
			}
			return
		}
		k += 15
	}
}

// acRefine decodes one more bit of a block's values.
func (d *decoder) acRefine(sc *scan, h *huffman, b *[64]int16) {
	plus, minus := int16(1)<<sc.low, int16(-1)<<sc.low
	refine := func(v *int16) {
		if d.take(1) != 0 && *v&plus == 0 {
			if *v >= 0 {
				*v += plus
			} else {
				*v += minus
			}
		}
	}
	k := sc.first
	if sc.run == 0 {
		for ; k <= sc.end; k++ {
			s := d.code(h)
			run, value := s>>4, int16(0)
			if s&15 != 0 {
				value = minus
				if d.take(1) != 0 {
					value = plus
				}
			} else if run != 15 {
				sc.run = 1 << run
				if run > 0 {
					sc.run += int(d.take(run))
				}
				break
			}
			for ; k <= sc.end; k++ {
				if v := &b[zigzag[k]]; *v != 0 {
					refine(v)
				} else if run--; run < 0 {
					break
				}
			}
			if value != 0 {
				b[zigzag[k]] = value
			}
		}
	}
	if sc.run > 0 {
		for ; k <= sc.end; k++ {
			if v := &b[zigzag[k]]; *v != 0 {
				refine(v)
			}
		}
		sc.run--
	}
}
