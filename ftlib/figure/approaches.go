package figure

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Approaches draws the three approaches to transfer learning.
func Approaches(name string) *Figure {
	return &Figure{
		Name: name,
		Caption: "Three approaches to transfer learning: the pre-trained network as a classifier, as a feature " +
			"extractor, and fine-tuned.",
		Width: ColumnWidth, Height: 66 * vg.Millimeter,
		Draw: drawApproaches,
	}
}

// Fills of what is kept and what is trained, in all figures; what is trained also has a thicker, coloured outline.
var (
	frozenFill, frozenLine   = paleGray, gray
	trainedFill, trainedLine = pale(orange, 0.55), Vermilion
)

func drawApproaches(c draw.Canvas) error {
	rows := []struct {
		title, head, out string
		trained          int // boxes from the right, head first
	}{
		{"(a) as a classifier: used as it is", "its own\nhead", "1000\nclasses", 0},
		{"(b) as a feature extractor: a new head is trained", "new\nhead", "your\nclasses", 1},
		{"(c) fine-tuning: the last layers are trained, too", "new\nhead", "your\nclasses", 3},
	}
	const boxes = 6 // five blocks of the base and the head
	rowHeight := 19.5 * vg.Millimeter
	for i, row := range rows {
		top := c.Max.Y - vg.Length(i)*rowHeight
		leftText(c, sans(normalText, true), vg.Point{X: c.Min.X + vg.Millimeter, Y: top - 3*vg.Millimeter}, row.title)
		y, height := top-17*vg.Millimeter, 11*vg.Millimeter
		middle := y + height/2
		label(c, sans(smallText, false), vg.Point{X: c.Min.X + 6*vg.Millimeter, Y: middle}, "your\nimages")
		x := c.Min.X + 15*vg.Millimeter
		arrow(c, vg.Point{X: x - 4*vg.Millimeter, Y: middle}, vg.Point{X: x - 0.5*vg.Millimeter, Y: middle}, ink)
		for b := range boxes {
			width := 7 * vg.Millimeter
			text := ""
			if b == boxes-1 {
				width, text = 10*vg.Millimeter, row.head
				arrow(c, vg.Point{X: x - vg.Millimeter, Y: middle}, vg.Point{X: x + 2.5*vg.Millimeter, Y: middle}, ink)
				x += 3 * vg.Millimeter
			}
			fill, line := color.Color(frozenFill), color.Color(frozenLine)
			if b >= boxes-row.trained {
				fill, line = trainedFill, trainedLine
			}
			box(c, rect(x, y, width, height), fill, line)
			if text != "" {
				label(c, sans(smallText, false), vg.Point{X: x + width/2, Y: middle}, text)
			}
			x += width + vg.Millimeter
		}
		arrow(c, vg.Point{X: x - 0.5*vg.Millimeter, Y: middle}, vg.Point{X: x + 3*vg.Millimeter, Y: middle}, ink)
		label(c, sans(smallText, false), vg.Point{X: x + 8*vg.Millimeter, Y: middle}, row.out)
	}
	y := c.Min.Y + 3*vg.Millimeter
	next := key(c, vg.Point{X: c.Min.X + vg.Millimeter, Y: y}, frozenFill, frozenLine, "frozen, weights from ImageNet")
	key(c, vg.Point{X: next, Y: y}, trainedFill, trainedLine, "trained")
	return nil
}
