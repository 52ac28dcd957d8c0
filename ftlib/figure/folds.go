package figure

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// FoldScheme draws which images each of the trainings of a cross-validation is tested on. sizes are the test
// images of each fold, as the split made them.
func FoldScheme(name string, sizes []int) *Figure {
	total := 0
	for _, n := range sizes {
		total += n
	}
	return &Figure{
		Name: name,
		Caption: fmt.Sprintf("%d-fold cross-validation of %d images: each image is tested on once. Widths are true to "+
			"the fold sizes.", len(sizes), total),
		Width: ColumnWidth, Height: vg.Length(14+8*len(sizes)) * vg.Millimeter,
		Draw: func(c draw.Canvas) error {
			if total == 0 {
				return fmt.Errorf("no folds: give the size of each")
			}
			left, right := c.Min.X+13*vg.Millimeter, c.Max.X-20*vg.Millimeter
			height := 6 * vg.Millimeter
			top := c.Max.Y - 6*vg.Millimeter
			leftText(c, sans(smallText, false), vg.Point{X: left, Y: c.Max.Y - 3*vg.Millimeter},
				fmt.Sprintf("all %d images, shuffled once", total))
			for i := range sizes {
				y := top - vg.Length(i+1)*8*vg.Millimeter + vg.Millimeter
				leftText(c, sans(normalText, true), vg.Point{X: c.Min.X + vg.Millimeter, Y: y + height/2},
					fmt.Sprintf("fold %d", i+1))
				x := left
				for j, n := range sizes {
					width := (right - left) * vg.Length(n) / vg.Length(total)
					fill, line := pale(Blue, 0.18), Blue
					style := sans(smallText, false)
					if i == j {
						fill, line, style = trainedFill, trainedLine, sans(smallText, true)
					}
					r := rect(x, y, width-0.6*vg.Millimeter, height)
					box(c, r, fill, line)
					label(c, style, center(r), fmt.Sprint(n))
					x += width
				}
				leftText(c, sans(smallText, false), vg.Point{X: right + vg.Millimeter, Y: y + height/2},
					fmt.Sprintf("train %d, test %d", total-sizes[i], sizes[i]))
			}
			y := c.Min.Y + 3.5*vg.Millimeter
			next := key(c, vg.Point{X: left, Y: y}, pale(Blue, 0.18), Blue, "trained on")
			key(c, vg.Point{X: next, Y: y}, trainedFill, trainedLine, "tested on")
			return nil
		},
	}
}
