package report

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"sort"
)

// subset returns a TrueType font with the outlines of the given glyphs alone. Glyphs keep their numbers and widths, so
// nothing that refers to them changes; the outlines of all others become empty and tables that only shape text
// (kerning, ligatures, hinting) are left out. A figure then carries 30 kB of font and not 800.
func subset(ttf []byte, glyphs map[uint16]bool) ([]byte, error) {
	tables, err := fontTables(ttf)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"head", "loca", "glyf", "maxp"} {
		if tables[name] == nil {
			return nil, fmt.Errorf("font has no table %q: take a TrueType font", name)
		}
	}
	offsets, err := glyphOffsets(tables)
	if err != nil {
		return nil, err
	}
	glyf := tables["glyf"]
	keep := map[uint16]bool{0: true}
	for g := range glyphs {
		addGlyph(g, glyf, offsets, keep)
	}
	var outlines []byte
	loca := make([]byte, 0, 4*len(offsets))
	for g := 0; g+1 < len(offsets); g++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(outlines)))
		if keep[uint16(g)] {
			outlines = append(outlines, glyf[offsets[g]:offsets[g+1]]...)
			for len(outlines)%4 != 0 {
				outlines = append(outlines, 0)
			}
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(outlines)))
	head := append([]byte(nil), tables["head"]...)
	binary.BigEndian.PutUint16(head[50:], 1) // indexToLocFormat: long
	post := append([]byte(nil), tables["post"][:32]...)
	binary.BigEndian.PutUint32(post, 0x00030000) // no glyph names
	out := map[string][]byte{"head": head, "loca": loca, "glyf": outlines, "post": post}
	for _, name := range []string{"cmap", "hhea", "hmtx", "maxp", "name", "OS/2"} {
		if tables[name] != nil {
			out[name] = tables[name]
		}
	}
	return assemble(out), nil
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
