package figure

import (
	"image"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// pdfCanvas draws bold text, and text with letters beyond ASCII, as outlines. The PDF writer stores all fonts under one
// file name, so that a second font would replace the first in the whole document, and it writes other letters as the
// bytes of their UTF-8. All other text stays text.
type pdfCanvas struct{ *vgpdf.Canvas }

// DrawImage implements vg.Canvas. The PDF writer draws images upside down: its y axis points up, and an image's is not.
func (c pdfCanvas) DrawImage(r vg.Rectangle, img image.Image) {
	c.Push()
	defer c.Pop()
	c.Translate(vg.Point{Y: r.Min.Y + r.Max.Y})
	c.Scale(1, -1)
	c.Canvas.DrawImage(r, img)
}

// FillString implements vg.Canvas.
func (c pdfCanvas) FillString(face plotfont.Face, at vg.Point, text string) {
	if face.Font.Typeface != boldFamily && !strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
		c.Canvas.FillString(face, at, text)
		return
	}
	path, err := outlines(face, at, text)
	if err != nil {
		panic(err) // as the PDF writer does; Figure.Write makes an error of it
	}
	c.Fill(path)
}

// outlines is text as one path of its letters' outlines, beginning at a point of the base line.
func outlines(face plotfont.Face, at vg.Point, text string) (vg.Path, error) {
	var buffer sfnt.Buffer
	units := face.Face.UnitsPerEm()
	scale := face.Font.Size / vg.Length(units)
	em := fixed.I(int(units)) // one font unit a pixel: no rounding
	x := at.X
	var path vg.Path
	for _, letter := range text {
		glyph, err := face.Face.GlyphIndex(&buffer, letter)
		if err != nil {
			return nil, err
		}
		segments, err := face.Face.LoadGlyph(&buffer, glyph, em, nil)
		if err != nil {
			return nil, err
		}
		point := func(p fixed.Point26_6) vg.Point { // a font's y axis points down here
			return vg.Point{X: x + scale*vg.Length(p.X)/64, Y: at.Y - scale*vg.Length(p.Y)/64}
		}
		open := false
		for _, s := range segments {
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				if open {
					path.Close()
				}
				open = true
				path.Move(point(s.Args[0]))
			case sfnt.SegmentOpLineTo:
				path.Line(point(s.Args[0]))
			case sfnt.SegmentOpQuadTo:
				path.QuadTo(point(s.Args[0]), point(s.Args[1]))
			case sfnt.SegmentOpCubeTo:
				path.CubeTo(point(s.Args[0]), point(s.Args[1]), point(s.Args[2]))
			}
		}
		if open {
			path.Close()
		}
		advance, err := face.Face.GlyphAdvance(&buffer, glyph, em, font.HintingNone)
		if err != nil {
			return nil, err
		}
		x += scale * vg.Length(advance) / 64
	}
	return path, nil
}
