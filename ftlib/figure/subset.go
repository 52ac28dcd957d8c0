package figure

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"sort"
	"unicode/utf16"
)

// subset returns a TrueType font under another family name with the outlines of the given letters alone. Glyphs keep
// their numbers, up to the highest that is needed; the outlines of others become empty, and tables that only shape text
// (kerning, ligatures, hinting) are left out. A figure then carries 30 kB of font and not 800.
func subset(ttf []byte, family string, letters map[rune]uint16) ([]byte, error) {
	tables, err := fontTables(ttf)
	if err != nil {
		return nil, err
	}
	for name, least := range map[string]int{"head": 54, "hhea": 36, "hmtx": 4, "loca": 2, "glyf": 0, "maxp": 6, "post": 32, "OS/2": 68} {
		if len(tables[name]) < least {
			return nil, fmt.Errorf("font has no whole table %q: take a TrueType font", name)
		}
	}
	offsets, err := glyphOffsets(tables)
	if err != nil {
		return nil, err
	}
	glyf := tables["glyf"]
	keep := map[uint16]bool{0: true}
	for _, g := range letters {
		addGlyph(g, glyf, offsets, keep)
	}
	n := 0
	for g := range keep {
		n = max(n, int(g)+1)
	}
	if metrics := int(binary.BigEndian.Uint16(tables["hhea"][34:])); metrics < n || len(tables["hmtx"]) < 4*n {
		return nil, fmt.Errorf("font has widths of %d glyphs for %d: take another", metrics, n)
	}
	var outlines, loca []byte
	for g := range n {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(outlines)))
		if keep[uint16(g)] {
			outlines = append(outlines, glyf[offsets[g]:offsets[g+1]]...)
			for len(outlines)%4 != 0 {
				outlines = append(outlines, 0)
			}
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(outlines)))
	patched := func(name string, at int, v uint16) []byte {
		t := append([]byte(nil), tables[name]...)
		binary.BigEndian.PutUint16(t[at:], v)
		return t
	}
	post := append([]byte(nil), tables["post"][:32]...)
	binary.BigEndian.PutUint32(post, 0x00030000) // no glyph names
	return assemble(map[string][]byte{
		"head": patched("head", 50, 1), // long offsets
		"hhea": patched("hhea", 34, uint16(n)),
		"maxp": patched("maxp", 4, uint16(n)),
		"hmtx": tables["hmtx"][:4*n],
		"loca": loca, "glyf": outlines, "post": post, "OS/2": tables["OS/2"],
		"cmap": charMap(letters), "name": nameTable(family),
	}), nil
}

// charMap is a cmap table of format 4 with a segment for each letter.
func charMap(letters map[rune]uint16) []byte {
	var runes []int
	for r := range letters {
		runes = append(runes, int(r))
	}
	sort.Ints(runes)
	runes = append(runes, 0xffff) // the format asks for it; it maps to glyph 0
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
		t = put(t, letters[rune(r)]-uint16(r))
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

// fontTables cuts a font file into its tables.
func fontTables(ttf []byte) (map[string][]byte, error) {
	if len(ttf) < 12 {
		return nil, fmt.Errorf("font file is cut off: take a whole one")
	}
	n := int(binary.BigEndian.Uint16(ttf[4:]))
	tables := map[string][]byte{}
	for i := range n {
		entry := ttf[12+16*i:]
		offset, length := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		if int(offset)+int(length) > len(ttf) {
			return nil, fmt.Errorf("font file is cut off: take a whole one")
		}
		tables[string(entry[:4])] = ttf[offset : offset+length]
	}
	return tables, nil
}

// glyphOffsets reads where each glyph's outline begins; one more entry ends the last.
func glyphOffsets(tables map[string][]byte) ([]uint32, error) {
	n := int(binary.BigEndian.Uint16(tables["maxp"][4:])) + 1
	long := binary.BigEndian.Uint16(tables["head"][50:]) == 1
	loca := tables["loca"]
	if want := n * 2; len(loca) < want || long && len(loca) < 2*want {
		return nil, fmt.Errorf("font's index of glyphs is cut off: take a whole font")
	}
	offsets := make([]uint32, n)
	for i := range offsets {
		if long {
			offsets[i] = binary.BigEndian.Uint32(loca[4*i:])
		} else {
			offsets[i] = 2 * uint32(binary.BigEndian.Uint16(loca[2*i:]))
		}
	}
	return offsets, nil
}

// addGlyph keeps a glyph, and those that it is composed of.
func addGlyph(g uint16, glyf []byte, offsets []uint32, keep map[uint16]bool) {
	if keep[g] && g != 0 || int(g)+1 >= len(offsets) {
		return
	}
	keep[g] = true
	outline := glyf[offsets[g]:offsets[g+1]]
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return
	}
	const words, scale, more, scaleXY, matrix = 1 << 0, 1 << 3, 1 << 5, 1 << 6, 1 << 7
	for at := 10; at+4 <= len(outline); {
		flags := binary.BigEndian.Uint16(outline[at:])
		addGlyph(binary.BigEndian.Uint16(outline[at+2:]), glyf, offsets, keep)
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&scaleXY != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return
		}
	}
}

// assemble writes a font file of tables, with their checksums.
func assemble(tables map[string][]byte) []byte {
	var names []string
	for name := range tables {
		names = append(names, name)
	}
	sort.Strings(names)
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
