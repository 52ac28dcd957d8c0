package jpeg

// Exif is what a camera noted (APP1), beginning with the byte order; nil where there is nothing.
func Exif(data []byte) []byte {
	const app1, prefix = 0xe1, "Exif\x00\x00"
	d := &decoder{data: data, reader: reader{pos: 2}}
	for d.next() == nil {
		m := d.marker
		d.marker = 0
		if m == sos || m == eoi {
			break
		}
		if m < sof0 || m >= rst0 && m <= soi {
			continue
		}
		s, err := d.segment()
		if err != nil {
			break
		}
		if m == app1 && len(s) > len(prefix) && string(s[:len(prefix)]) == prefix {
			return s[len(prefix):]
		}
	}
	return nil
}
