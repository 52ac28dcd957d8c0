package report

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// trainColors tell apart what each N trains, the smallest first. A bar has the colour of the smallest N that trains it.
var trainColors = []color.RGBA{vermilion, orange, sky, blue, green, purple}

// Architecture is Figure 2 or 3: a network bar by bar, as high as its images are large, and below it what each number
// of trainable layers trains. trainable is in rising order.
func Architecture(name, model string, blocks []Block, trainable []int) *Figure {
	return &Figure{
		Name: name,
		Caption: fmt.Sprintf("%s from its layer table. The lines below the bars show what the last N entries of the table train; "+
			"gray bars stay frozen throughout.", model),
		Width: FullWidth, Height: vg.Length(57+4.5*float64(len(trainable))) * vg.Millimeter,
		draw: func(c draw.Canvas) error {
			if len(blocks) == 0 {
				return fmt.Errorf("no blocks: read them from a network's layer table")
			}
			return architecture{blocks, trainable}.draw(c)
		},
	}
}

type architecture struct {
	blocks    []Block
	trainable []int
}

func (a architecture) draw(c draw.Canvas) error {
	const margin = 15 * vg.Millimeter
	left := c.Min.X + margin
	width := (c.Max.X - vg.Millimeter - left) / vg.Length(len(a.blocks))
	base := c.Min.Y + vg.Length(17+4.5*float64(len(a.trainable)))*vg.Millimeter
	edge := func(i int) vg.Length { return left + width*vg.Length(i) }

	starts := make([]vg.Length, len(a.trainable)) // where what each N trains begins
	first := make([]int, len(a.blocks))           // index of the smallest N that trains a bar
	for i := range first {
		first[i] = len(a.trainable)
	}
	for n := len(a.trainable) - 1; n >= 0; n-- {
		rest := a.trainable[n]
		starts[n] = left
		for i := len(a.blocks) - 1; i >= 0; i-- {
			if rest <= 0 {
				break
			}
			first[i] = n
			share := vg.Length(math.Min(1, float64(rest)/float64(a.blocks[i].Entries)))
			starts[n] = edge(i+1) - width*share
			rest -= a.blocks[i].Entries
		}
	}

	a.sizes(c, edge, base)
	for i, b := range a.blocks {
		fill, line := frozenFill, frozenLine
		if first[i] < len(a.trainable) {
			line = trainColors[first[i]%len(trainColors)]
			fill = pale(line, 0.35)
		}
		r := rect(edge(i)+0.4*vg.Millimeter, base, width-0.8*vg.Millimeter, a.height(b))
		box(c, r, fill, line)
		name := sans(smallText, false)
		name.Rotation, name.XAlign, name.YAlign = math.Pi/2, draw.XLeft, draw.YCenter
		c.FillText(name, vg.Point{X: center(r).X, Y: base + vg.Millimeter}, b.Name)
		small := sans(5.5, false)
		label(c, small, vg.Point{X: center(r).X, Y: base - 3*vg.Millimeter}, fmt.Sprint(b.Channels))
		label(c, small, vg.Point{X: center(r).X, Y: base - 6.5*vg.Millimeter}, short(b.Params))
		label(c, small, vg.Point{X: center(r).X, Y: base - 10*vg.Millimeter}, fmt.Sprint(b.Entries))
	}
	for i, text := range []string{"channels", "parameters", "entries"} {
		leftText(c, sans(smallText, false), vg.Point{X: c.Min.X + vg.Millimeter, Y: base - vg.Length(3+3.5*float64(i))*vg.Millimeter}, text)
	}
	for n, start := range starts {
		y := base - vg.Length(15+4.5*float64(n))*vg.Millimeter
		col := trainColors[n%len(trainColors)]
		end := edge(len(a.blocks)) - 0.4*vg.Millimeter
		c.StrokeLine2(draw.LineStyle{Color: col, Width: vg.Points(2)}, start+0.4*vg.Millimeter, y, end, y)
		style := sans(normalText, true)
		style.XAlign, style.YAlign = draw.XRight, draw.YCenter
		c.FillText(style, vg.Point{X: start - vg.Millimeter, Y: y}, fmt.Sprintf("N = %d", a.trainable[n]))
	}
	return nil
}

// height grows with the logarithm of the output's side, from a least that holds the longest name.
func (a architecture) height(b Block) vg.Length {
	least := vg.Length(0)
	for _, other := range a.blocks {
		least = vg.Length(math.Max(float64(least), float64(sans(smallText, false).Width(other.Name))))
	}
	h := least + 2*vg.Millimeter
	if b.Side > 0 {
		h += vg.Length(3*math.Log2(float64(b.Side)/7)+3) * vg.Millimeter
	}
	return h
}

// sizes writes the side of the images above the bars that share it.
func (a architecture) sizes(c draw.Canvas, edge func(int) vg.Length, base vg.Length) {
	for from := 0; from < len(a.blocks); {
		to := from + 1
		for to < len(a.blocks) && a.blocks[to].Side == a.blocks[from].Side {
			to++
		}
		text := "head"
		if side := a.blocks[from].Side; side > 0 {
			text = fmt.Sprintf("%d×%d", side, side)
		}
		y := base + a.height(a.blocks[from]) + 2.5*vg.Millimeter
		style := sans(smallText, true)
		// Over a single bar the text is wider than the bar, and the bar to the left is the higher one.
		x := max((edge(from)+edge(to))/2, edge(from)+style.Width(text)/2)
		label(c, style, vg.Point{X: x, Y: y}, text)
		from = to
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
