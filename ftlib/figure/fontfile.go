package figure

import (
	"encoding/binary"
	"maps"
	"math/bits"
	"slices"
	"unicode/utf16"
)

// assemble writes a font file of tables, with their checksums.
func assemble(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	n := len(names)
	log := bits.Len(uint(n)) - 1
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	offset := 12 + 16*n
	headAt := 0
	var body []byte
	for _, name := range names {
		t := append([]byte(nil), tables[name]...)
		if name == "head" {
			binary.BigEndian.PutUint32(t[8:], 0) // checkSumAdjustment, set at the end
			headAt = offset + len(body)
		}
		length := len(t)
		for len(t)%4 != 0 {
			t = append(t, 0)
		}
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, checksum(t))
		out = binary.BigEndian.AppendUint32(out, uint32(offset+len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(length))
		body = append(body, t...)
	}
	out = append(out, body...)
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) (sum uint32) {
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	return sum
}

// charMap is a cmap table of format 4 with a segment for each letter.
func charMap(letters map[rune]uint16) []byte {
	runes := append(slices.Sorted(maps.Keys(letters)), 0xffff) // the format asks for it; it maps to glyph 0
	n := len(runes)
	log := bits.Len(uint(n)) - 1
	put := binary.BigEndian.AppendUint16
	t := []byte{0, 0, 0, 1, 0, 3, 0, 1, 0, 0, 0, 12} // one map: Windows, Unicode
	for _, v := range []int{4, 16 + 8*n, 0, 2 * n, 2 << log, log, 2*n - 2<<log} {
		t = put(t, uint16(v))
	}
	for _, r := range runes {
		t = put(t, uint16(r))
	}
	t = put(t, 0)
	for _, r := range runes {
		t = put(t, uint16(r))
	}
	for _, r := range runes {
		t = put(t, letters[r]-uint16(r))
	}
	for range runes {
		t = put(t, 0)
	}
	return t
}

// nameTable names the family, for Windows in English.
func nameTable(family string) []byte {
	text := utf16.Encode([]rune(family))
	put := binary.BigEndian.AppendUint16
	ids := []uint16{1, 4, 6} // family, full name, PostScript name
	t := put(put(put(nil, 0), uint16(len(ids))), uint16(6+12*len(ids)))
	for _, id := range ids {
		for _, v := range []uint16{3, 1, 0x409, id, uint16(2 * len(text)), 0} {
			t = put(t, v)
		}
	}
	for _, u := range text {
		t = put(t, u)
	}
	return t
}
