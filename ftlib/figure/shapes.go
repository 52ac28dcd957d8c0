package figure

import (
	"image"
	"image/color"
	"math"
	"strings"

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

// placed is a photograph and where it goes.
type placed struct {
	at    vg.Rectangle
	image image.Image
}

// photographs draws photographs whole, each in the middle of its place, at 220 dots an inch, so that a figure of
// sixteen stays small. They are drawn as one image, since the PDF writer stores several in an order of its own.
func photographs(c draw.Canvas, all []placed) {
	const dpi = 220
	size := c.Size()
	sheet := image.NewRGBA(image.Rect(0, 0, int(size.X.Dots(dpi)), int(size.Y.Dots(dpi))))
	xdraw.Draw(sheet, sheet.Bounds(), image.White, image.Point{}, xdraw.Src)
	for _, p := range all {
		place := image.Rect(
			int((p.at.Min.X - c.Min.X).Dots(dpi)), int((c.Max.Y - p.at.Max.Y).Dots(dpi)),
			int((p.at.Max.X - c.Min.X).Dots(dpi)), int((c.Max.Y - p.at.Min.Y).Dots(dpi)),
		)
		xdraw.Draw(sheet, place, image.NewUniform(paleGray), image.Point{}, xdraw.Src)
		b := p.image.Bounds()
		width, height := place.Dx(), place.Dy()
		if b.Dx()*height > b.Dy()*width {
			height = max(1, b.Dy()*width/b.Dx())
		} else {
			width = max(1, b.Dx()*height/b.Dy())
		}
		corner := place.Min.Add(image.Pt((place.Dx()-width)/2, (place.Dy()-height)/2))
		xdraw.CatmullRom.Scale(sheet, image.Rectangle{Min: corner, Max: corner.Add(image.Pt(width, height))}, p.image, b,
			xdraw.Src, nil)
	}
	c.DrawImage(c.Rectangle, sheet)
}

// key draws a coloured square with its meaning and returns where the next may begin.
func key(c draw.Canvas, at vg.Point, fill, line color.Color, text string) vg.Length {
	const side = 2.6 * vg.Millimeter
	box(c, rect(at.X, at.Y-side/2, side, side), fill, line)
	style := sans(smallText, false)
	leftText(c, style, vg.Point{X: at.X + side + vg.Millimeter, Y: at.Y}, text)
	return at.X + side + style.Width(text) + 4*vg.Millimeter
}

// leftText writes text that begins at a point and is centred on its height.
func leftText(c draw.Canvas, style draw.TextStyle, at vg.Point, text string) {
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	c.FillText(style, at, text)
}

// upText writes text that runs upwards, its middle at a point.
func upText(c draw.Canvas, style draw.TextStyle, at vg.Point, text string) {
	style.Rotation, style.XAlign, style.YAlign = math.Pi/2, draw.XCenter, draw.YCenter
	c.FillText(style, at, text)
}

// rightText writes text that ends at a point and is centred on its height.
func rightText(c draw.Canvas, style draw.TextStyle, at vg.Point, text string) {
	style.XAlign, style.YAlign = draw.XRight, draw.YCenter
	c.FillText(style, at, text)
}

// box fills and outlines a rectangle; either colour may be nil.
func box(c draw.Canvas, r vg.Rectangle, fill, line color.Color) {
	points := []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
	if fill != nil {
		c.FillPolygon(fill, points)
	}
	if line != nil {
		c.StrokeLines(draw.LineStyle{Color: line, Width: vg.Points(0.6)}, append(points, points[0]))
	}
}

// label writes text centred at a point, line by line.
func label(c draw.Canvas, style draw.TextStyle, at vg.Point, text string) {
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	lines := strings.Split(text, "\n")
	height := style.Font.Size * 1.2
	for i, line := range lines {
		y := at.Y + height*vg.Length(float64(len(lines)-1)/2-float64(i))
		c.FillText(style, vg.Point{X: at.X, Y: y}, line)
	}
}

// rect is a rectangle from its lower left corner.
func rect(x, y, width, height vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + width, Y: y + height}}
}

// center is the middle of a rectangle.
func center(r vg.Rectangle) vg.Point {
	return vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}
}
