package figure

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// trainColors tell apart what each N trains, the smallest first. A bar has the colour of the smallest N that trains it.
var trainColors = []color.RGBA{Vermilion, orange, sky, Blue, Green, Purple}

// Architecture draws a network from its input, at the top, to its output, a line for each block, and
// beside it what each number of trainable layers trains. trainable is in rising order.
func Architecture(name, model string, blocks []Block, trainable []int) *Figure {
	return &Figure{
		Name: name,
		Caption: fmt.Sprintf("%s from its layer table, input at the top. A bar is as wide as the logarithm of the side "+
			"of its output. "+
			"The lines on the right show what the last N entries of the table train; gray bars stay frozen throughout.", model),
		Width: ColumnWidth, Height: headHeight + vg.Length(len(blocks))*lineHeight + vg.Millimeter,
		Draw: func(c draw.Canvas) error {
			if len(blocks) == 0 {
				return fmt.Errorf("no blocks: read them from a network's layer table")
			}
			architecture{blocks, trainable}.draw(c)
			return nil
		},
	}
}

const lineHeight, headHeight = 3 * vg.Millimeter, 5 * vg.Millimeter

type architecture struct {
	blocks    []Block
	trainable []int
}

func (a architecture) draw(c draw.Canvas) {
	at := func(mm float64) vg.Length { return c.Min.X + vg.Length(mm)*vg.Millimeter }
	bar, output, params, entries := at(26), at(50), at(60.5), at(70)
	lines := at(71.5) // the first of those on the right
	gap := (c.Max.X - vg.Millimeter - lines) / vg.Length(len(a.trainable))
	top := c.Max.Y - headHeight
	edge := func(i float64) vg.Length { return top - lineHeight*vg.Length(i) }

	head := sans(smallText, true)
	leftText(c, head, vg.Point{X: at(1), Y: c.Max.Y - headHeight/2}, "layer")
	rightText(c, head, vg.Point{X: output, Y: c.Max.Y - headHeight/2}, "output")
	rightText(c, head, vg.Point{X: params, Y: c.Max.Y - headHeight/2}, "weights")
	rightText(c, head, vg.Point{X: entries, Y: c.Max.Y - headHeight/2}, "layers")
	label(c, head, vg.Point{X: lines + gap*vg.Length(len(a.trainable))/2, Y: c.Max.Y - headHeight/2}, "N trains")

	// Where what each N trains begins, in lines from the top, and the smallest N that trains each block.
	starts, first := make([]float64, len(a.trainable)), make([]int, len(a.blocks))
	for i := range first {
		first[i] = len(a.trainable)
	}
	for n := len(a.trainable) - 1; n >= 0; n-- {
		rest := a.trainable[n]
		for i := len(a.blocks) - 1; i >= 0 && rest > 0; i-- {
			first[i] = n
			starts[n] = float64(i+1) - math.Min(1, float64(rest)/float64(a.blocks[i].Entries))
			rest -= a.blocks[i].Entries
		}
	}
	style := sans(smallText, false)
	for i, b := range a.blocks {
		fill, line := frozenFill, frozenLine
		if first[i] < len(a.trainable) {
			line = trainColors[first[i]%len(trainColors)]
			fill = pale(line, 0.35)
		}
		width := 3 * vg.Millimeter
		if b.Side > 0 {
			width += vg.Length(2.6*math.Log2(float64(b.Side)/7)+2) * vg.Millimeter
		}
		box(c, rect(bar-width/2, edge(float64(i+1))+0.3*vg.Millimeter, width, lineHeight-0.6*vg.Millimeter), fill, line)
		y := edge(float64(i) + 0.5)
		leftText(c, style, vg.Point{X: at(1), Y: y}, b.Name)
		size := fmt.Sprint(b.Channels)
		if b.Side > 0 {
			size = fmt.Sprintf("%d×%d×%d", b.Side, b.Side, b.Channels)
		}
		rightText(c, style, vg.Point{X: output, Y: y}, size)
		rightText(c, style, vg.Point{X: params, Y: y}, short(b.Params))
		rightText(c, style, vg.Point{X: entries, Y: y}, fmt.Sprint(b.Entries))
	}
	for n, start := range starts {
		x := lines + gap*(vg.Length(n)+0.5)
		col := trainColors[n%len(trainColors)]
		c.StrokeLine2(draw.LineStyle{Color: col, Width: vg.Points(2.5)}, x, edge(start)-0.3*vg.Millimeter, x,
			edge(float64(len(a.blocks)))+0.3*vg.Millimeter)
		label(c, head, vg.Point{X: x, Y: edge(start) + 1.3*vg.Millimeter}, fmt.Sprint(a.trainable[n]))
	}
}

// short writes a count of parameters in few characters.
func short(n int) string {
	switch {
	case n == 0:
		return "–"
	case n >= 1e6:
		return fmt.Sprintf("%.1f M", float64(n)/1e6)
	case n >= 1e3 && n < 1e4:
		return fmt.Sprintf("%.1f k", float64(n)/1e3)
	case n >= 1e4:
		return fmt.Sprintf("%.0f k", float64(n)/1e3)
	}
	return fmt.Sprint(n)
}
