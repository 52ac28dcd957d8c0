package jpeg

// restart looks for the marker that is expected here, and decides what to do about another one as libjpeg does
// (jpeg_resync_to_restart).
func (d *decoder) restart(expected *byte) error {
	d.bits, d.count = 0, 0
	if err := d.next(); err != nil {
		return err
	}
	want := *expected
	*expected = (want + 1) & 7
	for {
		m := d.marker
		switch off := (m - rst0 - want) & 7; {
		case m >= rst0 && m <= rst7 && (off == 0 || off > 2 && off < 6):
			d.marker, d.dry = 0, false // it is, or is too far away to tell
			return nil
		case m >= sof0 && (m < rst0 || m > rst7 || off == 1 || off == 2):
			return nil // blocks are missing: their place stays grey
		}
		d.marker = 0 // left over from before
		if err := d.next(); err != nil {
			return err
		}
	}
}
