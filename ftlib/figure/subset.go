package figure

import (
	"encoding/binary"
	"fmt"
)

// subset returns a TrueType font under another family name with the outlines of the given letters alone. Glyphs keep
// their numbers, up to the highest that is needed; the outlines of others become empty, and tables that only shape text
// (kerning, ligatures, hinting) are left out. A figure then carries 30 kB of font and not 800.
func subset(ttf []byte, family string, letters map[rune]uint16) ([]byte, error) {
	tables, err := fontTables(ttf)
	if err != nil {
		return nil, err
	}
	for name, least := range map[string]int{"head": 54, "hhea": 36, "hmtx": 4, "loca": 2, "glyf": 0, "maxp": 6,
		"post": 32, "OS/2": 68} {
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
