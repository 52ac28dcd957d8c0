package report

import (
	"image"
	"image/color"
	"math"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// arrow draws a line with a head at its end; the PDF writer has no arrows among its letters.
func arrow(c draw.Canvas, from, to vg.Point, col color.Color) {
	const head = 1.6 * vg.Millimeter
	d := vg.Point{X: to.X - from.X, Y: to.Y - from.Y}
	length := vg.Length(math.Hypot(float64(d.X), float64(d.Y)))
	if length == 0 {
		return
	}
	u := d.Scale(1 / length)
	n := vg.Point{X: -u.Y, Y: u.X}
	base := to.Sub(u.Scale(head))
	c.StrokeLine2(draw.LineStyle{Color: col, Width: vg.Points(0.7)}, from.X, from.Y, base.X, base.Y)
	c.FillPolygon(col, []vg.Point{to, base.Add(n.Scale(head * 0.4)), base.Sub(n.Scale(head * 0.4))})
}

// photo draws an image into a rectangle, at no more than 220 dots an inch, so that a figure of sixteen photographs
// stays small. The image is cut to the rectangle's shape from its middle.
func photo(c draw.Canvas, r vg.Rectangle, img image.Image) {
	const dpi = 220
	size := r.Size()
	width, height := int(size.X.Dots(dpi)), int(size.Y.Dots(dpi))
	b := img.Bounds()
	cut := b
	if want := b.Dy() * width / height; want < b.Dx() {
		cut.Min.X += (b.Dx() - want) / 2
		cut.Max.X = cut.Min.X + want
	} else {
		want := b.Dx() * height / width
		cut.Min.Y += (b.Dy() - want) / 2
		cut.Max.Y = cut.Min.Y + want
	}
	small := image.NewRGBA(image.Rect(0, 0, max(1, width), max(1, height)))
	xdraw.CatmullRom.Scale(small, small.Bounds(), img, cut, xdraw.Src, nil)
	c.DrawImage(r, small)
}

// key draws a coloured square with its meaning and returns where the next may begin.
func key(c draw.Canvas, at vg.Point, fill, line color.Color, text string) vg.Length {
	const side = 2.6 * vg.Millimeter
	box(c, rect(at.X, at.Y-side/2, side, side), fill, line)
	style := sans(smallText, false)
	style.YAlign = draw.YCenter
	c.FillText(style, vg.Point{X: at.X + side + vg.Millimeter, Y: at.Y}, text)
	return at.X + side + style.Width(text) + 4*vg.Millimeter
}

// leftText writes text that begins at a point and is centred on its height.
func leftText(c draw.Canvas, style draw.TextStyle, at vg.Point, text string) {
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	c.FillText(style, at, text)
}
