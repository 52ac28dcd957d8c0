package report

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/reproduction/paper"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// rowPanels draws some quantity against the number of trainable layers, one panel for each table, two in a line: one
// line for each network where its tables follow each other.
type rowPanels struct {
	panels []rowPanel
	label  string // of the y axis
	log    bool
	share  bool // one y axis for all panels, else one for each line
	series []series
	ours   int // how many of the series are ours, the first ones
}

type rowPanel struct {
	table  paper.Table
	points [][]rowPoint // by series
}

// rowPoint is a value for the i-th row of a table with the range around it.
type rowPoint struct {
	row       int
	value     float64
	low, high float64
}

// series is how one source of numbers looks.
type series struct {
	name  string
	color color.RGBA
	glyph draw.GlyphDrawer
	shift float64 // sideways, so that marks of one row don't cover each other
}

// height is that of the whole figure.
func (p rowPanels) height() vg.Length {
	return vg.Length((len(p.panels)+1)/2)*37*vg.Millimeter + legendHeight
}

func (p rowPanels) draw(c draw.Canvas) error {
	var entries []legendEntry
	for _, s := range p.series {
		entries = append(entries, glyphEntry(s.glyph, s.color, s.name))
	}
	legend(c, entries...)
	grid := panelGrid{label: p.label}
	for i, panel := range p.panels {
		line, column := i/2, i%2
		if column == 0 {
			grid.plots = append(grid.plots, make([]*plot.Plot, 2))
			grid.titles = append(grid.titles, make([]panelTitle, 2))
		}
		of := p.panels[2*line : min(2*line+2, len(p.panels))]
		if p.share {
			of = p.panels
		}
		low, high := p.rangeY(of)
		pl, err := p.plot(panel, low, high, column == 0)
		if err != nil {
			return err
		}
		if i+2 >= len(p.panels) {
			pl.X.Label.Text = "trainable layers N"
		}
		grid.plots[line][column] = pl
		grid.titles[line][column] = panelTitle{
			fmt.Sprintf("%s, %d epochs", paper.ModelName(panel.table.Model), panel.table.Epochs), fmt.Sprintf("Table %d", panel.table.ID),
		}
	}
	canvases := grid.draw(c)
	for i, panel := range p.panels {
		data, pl := canvases[i/2][i%2], grid.plots[i/2][i%2]
		for r := range panel.table.Rows {
			if !panel.has(r, p.ours) {
				style := withColor(sans(smallText, false), gray)
				style.Rotation, style.XAlign, style.YAlign = math.Pi/2, draw.XLeft, draw.YCenter
				x := data.X(pl.X.Norm(float64(r) + p.series[0].shift))
				c.FillText(style, vg.Point{X: x, Y: data.Min.Y + vg.Millimeter}, "not run")
			}
		}
	}
	return nil
}

// has says whether one of our series, the first ones, has a point for a row.
func (p rowPanel) has(row, ours int) bool {
	for _, points := range p.points[:ours] {
		if slices.ContainsFunc(points, func(pt rowPoint) bool { return pt.row == row }) {
			return true
		}
	}
	return false
}

func (p rowPanels) rangeY(panels []rowPanel) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, panel := range panels {
		for _, points := range panel.points {
			for _, pt := range points {
				low, high = math.Min(low, pt.low), math.Max(high, pt.high)
			}
		}
	}
	if p.log {
		return low / 1.5, high * 1.5
	}
	// A little air, so that a mark at 100 % doesn't touch the panel's title.
	air := 0.05 * (high - low)
	return low - air, high + air
}

func (p rowPanels) plot(panel rowPanel, low, high float64, labelled bool) (*plot.Plot, error) {
	pl := newPlot()
	var ticks plot.ConstantTicks
	for i, row := range panel.table.Rows {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: strconv.Itoa(row.Trainable)})
	}
	pl.X.Tick.Marker = ticks
	pl.Y.Tick.Marker = evenTicks{step: step(high-low, 5)}
	if p.log {
		pl.Y.Scale = plot.LogScale{}
		pl.Y.Tick.Marker = decadeTicks{}
	}
	grid := plotter.NewGrid()
	grid.Vertical.Width = 0
	grid.Horizontal.Color, grid.Horizontal.Width = faint, vg.Points(0.3)
	pl.Add(grid)
	for s, points := range panel.points {
		look := p.series[s]
		for _, pt := range points {
			x := float64(pt.row) + look.shift
			if pt.high > pt.low {
				bar, err := plotter.NewLine(plotter.XYs{{X: x, Y: pt.low}, {X: x, Y: pt.high}})
				if err != nil {
					return nil, err
				}
				bar.Color, bar.Width = look.color, vg.Points(1)
				pl.Add(bar)
			}
			mark, err := plotter.NewScatter(plotter.XYs{{X: x, Y: pt.value}})
			if err != nil {
				return nil, err
			}
			mark.GlyphStyle = draw.GlyphStyle{Color: look.color, Radius: vg.Points(2.2), Shape: look.glyph}
			pl.Add(mark)
		}
	}
	if !labelled {
		hideY(pl)
	}
	pl.X.Min, pl.X.Max = -0.5, float64(len(panel.table.Rows))-0.5
	pl.Y.Min, pl.Y.Max = low, high
	return pl, nil
}
