package report

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// lossFloor is where smaller losses are drawn: a training loss of a billionth says no more than one of a ten-thousandth,
// and would leave no room for the others.
const lossFloor = 1e-4

// curveGrid draws panels of learning curves on shared axes, with one legend above them all, clear of the data.
type curveGrid struct {
	panels         []curvePanel
	columns, lines int
	accuracy       bool
}

var curveColors = [2]color.RGBA{blue, vermilion}
var curveDashes = [2][]vg.Length{nil, {vg.Points(3), vg.Points(1.2)}}
var curveNames = [2]string{"training", "validation"}

func (g curveGrid) draw(c draw.Canvas) error {
	legend := 5 * vg.Millimeter
	g.legend(draw.Crop(c, 0, 0, c.Max.Y-c.Min.Y-legend, 0))
	const title = 3.5 * vg.Millimeter
	area := draw.Crop(c, vg.Millimeter/2, -2*vg.Millimeter, vg.Millimeter/2, -legend-title)

	low, high := g.rangeY()
	epochs := 1
	for _, p := range g.panels {
		epochs = max(epochs, p.epochs)
	}
	plots := make([][]*plot.Plot, g.lines)
	for i := range plots {
		plots[i] = make([]*plot.Plot, g.columns)
	}
	for i, p := range g.panels {
		line, column := i/g.columns, i%g.columns
		bottom := i+g.columns >= len(g.panels)
		pl, err := g.plot(p, low, high, epochs, column == 0, bottom)
		if err != nil {
			return err
		}
		plots[line][column] = pl
	}
	tiles := draw.Tiles{Rows: g.lines, Cols: g.columns, PadX: 2 * vg.Millimeter, PadY: title + vg.Millimeter}
	canvases := plot.Align(plots, tiles, area)
	for i, p := range g.panels {
		line, column := i/g.columns, i%g.columns
		pl := plots[line][column]
		pl.Draw(canvases[line][column])
		data := pl.DataCanvas(canvases[line][column]).Rectangle
		panelTitle(c, p, vg.Point{X: (data.Min.X + data.Max.X) / 2, Y: data.Max.Y + title*0.6})
		if p.runs == 0 {
			label(c, withColor(sans(normalText, false), gray), center(data), "not run")
		}
	}
	return nil
}

// panelTitle writes what a panel shows and of how many runs.
func panelTitle(c draw.Canvas, p curvePanel, at vg.Point) {
	title := p.title
	if p.runs > 1 {
		title += fmt.Sprintf(" (%d runs)", p.runs)
	}
	label(c, sans(normalText, true), at, title)
}

// rangeY is the axis that all panels share. Losses are drawn on a logarithmic scale: a training loss of 0.0003 and a
// validation loss of 2 are both read in one panel.
func (g curveGrid) rangeY() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range g.panels {
		for _, s := range p.series {
			for i := range s.mean {
				if s.low[i] > 0 || g.accuracy {
					low = math.Min(low, s.low[i])
				}
				if !math.IsInf(s.high[i], 0) {
					high = math.Max(high, s.high[i])
				}
			}
		}
	}
	if g.accuracy {
		if low > 100 {
			low = 0
		}
		return math.Max(0, math.Floor(low/10)*10), 100
	}
	if low > high {
		return 0.01, 10
	}
	return math.Max(low/1.3, lossFloor), math.Max(high, 10*lossFloor) * 1.3
}

func (g curveGrid) plot(p curvePanel, low, high float64, epochs int, first, bottom bool) (*plot.Plot, error) {
	pl := newPlot()
	pl.X.Min, pl.X.Max = 0, float64(epochs)
	pl.X.Tick.Marker = evenTicks{step: step(float64(epochs), 4)}
	pl.Y.Min, pl.Y.Max = low, high
	if g.accuracy {
		pl.Y.Tick.Marker = evenTicks{step: step(high-low, 5)}
	} else {
		pl.Y.Scale = plot.LogScale{}
		pl.Y.Tick.Marker = decadeTicks{}
	}
	if bottom {
		pl.X.Label.Text = "epoch"
	}
	switch {
	case first && g.accuracy:
		pl.Y.Label.Text = "accuracy (%)"
	case first:
		pl.Y.Label.Text = "loss (nats)"
	default:
		pl.Y.Tick.Marker = unlabelled{pl.Y.Tick.Marker}
	}
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = faint, faint
	grid.Vertical.Width, grid.Horizontal.Width = vg.Points(0.3), vg.Points(0.3)
	pl.Add(grid)
	for i, s := range p.series {
		if len(s.mean) == 0 {
			continue
		}
		if p.runs > 1 {
			b, err := plotter.NewPolygon(outline(s, low))
			if err != nil {
				return nil, err
			}
			b.Color, b.LineStyle.Width = pale(curveColors[i], 0.3), 0
			pl.Add(b)
		}
	}
	// Fills are opaque, since the PDF writer darkens what is half transparent; thin edges show a band through another.
	for i, s := range p.series {
		for _, edge := range [][]float64{s.low, s.high} {
			if len(edge) == 0 || p.runs < 2 {
				continue
			}
			l, err := plotter.NewLine(points(edge, low))
			if err != nil {
				return nil, err
			}
			l.Color, l.Width = pale(curveColors[i], 0.6), vg.Points(0.25)
			pl.Add(l)
		}
	}
	for i, s := range p.series {
		if len(s.mean) == 0 {
			continue
		}
		l, err := plotter.NewLine(points(s.mean, low))
		if err != nil {
			return nil, err
		}
		l.Color, l.Width, l.Dashes = curveColors[i], vg.Points(0.9), curveDashes[i]
		pl.Add(l)
	}
	// Plotters widen the axes to their data; the axes are shared.
	pl.X.Min, pl.X.Max, pl.Y.Min, pl.Y.Max = 0, float64(epochs), low, high
	return pl, nil
}

func points(values []float64, floor float64) plotter.XYs {
	xys := make(plotter.XYs, len(values))
	for i, v := range values {
		xys[i] = plotter.XY{X: float64(i + 1), Y: math.Max(v, floor)}
	}
	return xys
}

func outline(b band, floor float64) plotter.XYs {
	xys := points(b.high, floor)
	back := points(b.low, floor)
	for i := len(back) - 1; i >= 0; i-- {
		xys = append(xys, back[i])
	}
	return xys
}

// legend is one line above the panels.
func (g curveGrid) legend(c draw.Canvas) {
	style := sans(normalText, false)
	style.YAlign = draw.YCenter
	x, y := c.Min.X+2*vg.Millimeter, (c.Min.Y+c.Max.Y)/2
	for i, name := range curveNames {
		c.StrokeLine2(draw.LineStyle{Color: curveColors[i], Width: vg.Points(1.2), Dashes: curveDashes[i]}, x, y, x+7*vg.Millimeter, y)
		x += 8.5 * vg.Millimeter
		c.FillText(style, vg.Point{X: x, Y: y}, name)
		x += style.Width(name) + 4*vg.Millimeter
	}
	most := 0
	for _, p := range g.panels {
		most = max(most, p.runs)
	}
	if most > 1 {
		box(c, rect(x, y-vg.Millimeter, 7*vg.Millimeter, 2*vg.Millimeter), pale(gray, 0.4), nil)
		x += 8.5 * vg.Millimeter
		c.FillText(style, vg.Point{X: x, Y: y}, "min to max of runs")
	}
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

func withColor(s draw.TextStyle, c color.Color) draw.TextStyle {
	s.Color = c
	return s
}
