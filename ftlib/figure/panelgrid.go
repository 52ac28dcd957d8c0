package figure

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// panelGrid draws plots on shared axes, line by line, with a title above each, a label for the y axes of each line and
// space for a legend above them all, clear of the data.
type panelGrid struct {
	plots  [][]*plot.Plot // by line; nil where a line is short
	titles [][]panelTitle
	label  string // of the y axes
}

// panelTitle is what stands above a panel: a title, and a remark below it.
type panelTitle struct{ title, remark string }

const (
	legendHeight = 4.5 * vg.Millimeter
	titleHeight  = 6.5 * vg.Millimeter
	labelWidth   = 4.8 * vg.Millimeter
)

// draw draws the panels and returns the canvas of the data of each.
func (g panelGrid) draw(c draw.Canvas) [][]draw.Canvas {
	area := draw.Crop(c, labelWidth, -vg.Millimeter/2, vg.Millimeter/2, -legendHeight-titleHeight)
	tiles := draw.Tiles{Rows: len(g.plots), Cols: len(g.plots[0]), PadX: vg.Millimeter, PadY: titleHeight + vg.Millimeter}
	canvases := plot.Align(g.plots, tiles, area)
	for i, line := range g.plots {
		for j, p := range line {
			if p == nil {
				continue
			}
			p.Draw(canvases[i][j])
			canvases[i][j] = p.DataCanvas(canvases[i][j])
			data := canvases[i][j].Rectangle
			bold, width := sans(normalText, true), data.Size().X+vg.Millimeter
			x, t := center(data).X, g.titles[i][j]
			label(c, bold, vg.Point{X: x, Y: data.Max.Y + 4.8*vg.Millimeter}, fit(t.title, bold, width))
			remark := withColor(sans(smallText, false), gray)
			label(c, remark, vg.Point{X: x, Y: data.Max.Y + 1.9*vg.Millimeter}, fit(t.remark, remark, width))
			if j == 0 {
				// The plotting library reserves space for a label where the middle of the range is, which on a logarithmic
				// axis is near its upper end; so the label is written here.
				upText(c, sans(normalText, false), vg.Point{X: c.Min.X + 2*vg.Millimeter, Y: center(data).Y}, g.label)
			}
		}
	}
	return canvases
}

// legendEntry is the sign of something in a legend, drawn into a box, and what it stands for.
type legendEntry struct {
	width vg.Length
	draw  func(c draw.Canvas, at vg.Point) // at is the middle of its left edge
	text  string
}

// legend writes entries in one line at the top of c.
func legend(c draw.Canvas, entries ...legendEntry) {
	style := sans(smallText, false)
	at := vg.Point{X: c.Min.X + 2*vg.Millimeter, Y: c.Max.Y - legendHeight/2}
	for _, e := range entries {
		e.draw(c, at)
		leftText(c, style, vg.Point{X: at.X + e.width + vg.Millimeter, Y: at.Y}, e.text)
		at.X += e.width + style.Width(e.text) + 4*vg.Millimeter
	}
}

func glyphEntry(glyph draw.GlyphDrawer, col color.Color, text string) legendEntry {
	return legendEntry{2 * vg.Millimeter, func(c draw.Canvas, at vg.Point) {
		c.DrawGlyph(draw.GlyphStyle{Color: col, Radius: vg.Points(2.2), Shape: glyph},
			vg.Point{X: at.X + vg.Millimeter, Y: at.Y})
	}, text}
}

func withColor(s draw.TextStyle, c color.Color) draw.TextStyle {
	s.Color = c
	return s
}

// hideY leaves out the y axis of a panel that shares its left neighbour's. The marks stay: grid lines belong to them.
func hideY(p *plot.Plot) {
	p.Y.LineStyle.Width, p.Y.Tick.LineStyle.Width, p.Y.Tick.Length, p.Y.Padding = 0, 0, 0, 0
	p.Y.Tick.Marker = unlabelled{p.Y.Tick.Marker}
}

// unlabelled keeps the marks of a ticker and drops its labels.
type unlabelled struct{ plot.Ticker }

// Ticks implements plot.Ticker.
func (u unlabelled) Ticks(low, high float64) []plot.Tick {
	ticks := u.Ticker.Ticks(low, high)
	for i := range ticks {
		if ticks[i].Label != "" {
			ticks[i].Label = " " // still a major mark, which a grid line belongs to
		}
	}
	return ticks
}
