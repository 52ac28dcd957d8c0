package figure

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// LossFloor is where smaller losses are drawn: a training loss of a billionth says no more than one of a
// ten-thousandth, and would leave no space for the others.
const LossFloor = 1e-4

// curveGrid draws panels of learning curves on shared axes.
type curveGrid struct {
	panels   []curvePanel
	columns  int
	wide     bool
	accuracy bool
}

var curveColors = [2]color.RGBA{Blue, Vermilion}
var curveDashes = [2][]vg.Length{nil, {vg.Points(2.4), vg.Points(1)}}
var curveNames = [2]string{"training", "validation"}

func (g curveGrid) draw(c draw.Canvas) error {
	g.legend(c)
	low, high := g.rangeY()
	epochs := 1
	for _, p := range g.panels {
		epochs = max(epochs, p.epochs)
	}
	grid := panelGrid{label: "loss (nats)"}
	if g.accuracy {
		grid.label = "accuracy (%)"
	}
	for i, p := range g.panels {
		if i%g.columns == 0 {
			grid.plots = append(grid.plots, make([]*plot.Plot, g.columns))
			grid.titles = append(grid.titles, make([]panelTitle, g.columns))
		}
		line, column := i/g.columns, i%g.columns
		pl, err := g.plot(p, low, high, epochs, column == 0, i+g.columns >= len(g.panels))
		if err != nil {
			return err
		}
		grid.plots[line][column] = pl
		grid.titles[line][column] = panelTitle{p.title, map[bool]string{true: fmt.Sprintf("%d runs", p.runs)}[p.runs > 1]}
	}
	for line, canvases := range grid.draw(c) {
		for column, data := range canvases {
			if i := line*g.columns + column; i < len(g.panels) && g.panels[i].runs == 0 {
				label(c, withColor(sans(smallText, false), gray), center(data.Rectangle), "not run")
			}
		}
	}
	return nil
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
				high = math.Max(high, s.high[i])
			}
		}
	}
	if g.accuracy {
		if low > 100 {
			low = 0
		}
		return math.Max(0, math.Min(90, math.Floor(low/10)*10)), 100 // 90 where all are right from the first epoch on
	}
	if low > high {
		return 0.01, 10
	}
	return math.Max(low/1.3, LossFloor), math.Max(high, 10*LossFloor) * 1.3
}

func (g curveGrid) plot(p curvePanel, low, high float64, epochs int, first, bottom bool) (*plot.Plot, error) {
	pl := newPlot()
	pl.X.Min, pl.X.Max = 0, float64(epochs)
	ticks := 2
	if g.wide || g.columns == 1 {
		ticks = 4
	}
	pl.X.Tick.Marker = evenTicks{step: step(float64(epochs), ticks)}
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
	pl.Add(newGrid())
	if err := p.add(pl, low); err != nil {
		return nil, err
	}
	if !first {
		hideY(pl)
	}
	// Plotters widen the axes to their data; the axes are shared.
	pl.X.Min, pl.X.Max, pl.Y.Min, pl.Y.Max = 0, float64(epochs), low, high
	return pl, nil
}

func (g curveGrid) legend(c draw.Canvas) {
	const width = 6 * vg.Millimeter
	var entries []legendEntry
	for i, name := range curveNames {
		entries = append(entries, legendEntry{width, func(c draw.Canvas, at vg.Point) {
			style := draw.LineStyle{Color: curveColors[i], Width: vg.Points(1.2), Dashes: curveDashes[i]}
			c.StrokeLine2(style, at.X, at.Y, at.X+width, at.Y)
		}, name})
	}
	most := 0
	for _, p := range g.panels {
		most = max(most, p.runs)
	}
	if most > 1 {
		entries = append(entries, legendEntry{width, func(c draw.Canvas, at vg.Point) {
			for i, col := range curveColors {
				box(c, rect(at.X, at.Y-vg.Length(i)*vg.Millimeter, width, vg.Millimeter), pale(col, 0.3), nil)
			}
		}, "from smallest to largest run"})
	}
	legend(c, entries...)
}
