package report

import (
	"image/color"
	"math"
	"strconv"

	"github.com/finetune-go/ft/ftlib/paper"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// rowPanels draws some quantity against the number of trainable layers, one panel for each table, in a line across
// the page with one legend above.
type rowPanels struct {
	panels []rowPanel
	label  string // of the y axis
	log    bool
	share  bool // one y axis for all panels, else one for each network
	series []series
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

func (p rowPanels) draw(c draw.Canvas) error {
	p.legend(draw.Crop(c, 0, 0, c.Max.Y-c.Min.Y-5*vg.Millimeter, 0))
	const title = 7 * vg.Millimeter
	area := draw.Crop(c, vg.Millimeter/2, -vg.Millimeter, vg.Millimeter/2, -5*vg.Millimeter-title)
	plots := [][]*plot.Plot{make([]*plot.Plot, len(p.panels))}
	for i, panel := range p.panels {
		low, high := p.rangeY(panel.table.Model)
		pl, err := p.plot(panel, low, high, i == 0 || !p.share && p.panels[i-1].table.Model != panel.table.Model)
		if err != nil {
			return err
		}
		if i == 0 {
			pl.Y.Label.Text = p.label
		}
		plots[0][i] = pl
	}
	tiles := draw.Tiles{Rows: 1, Cols: len(p.panels), PadX: 2 * vg.Millimeter}
	canvases := plot.Align(plots, tiles, area)
	for i, panel := range p.panels {
		plots[0][i].Draw(canvases[0][i])
		data := plots[0][i].DataCanvas(canvases[0][i])
		x := (data.Min.X + data.Max.X) / 2
		label(c, sans(normalText, true), vg.Point{X: x, Y: data.Max.Y + 5*vg.Millimeter}, paper.ModelName(panel.table.Model)+", "+strconv.Itoa(panel.table.Epochs)+" epochs")
		label(c, withColor(sans(smallText, false), gray), vg.Point{X: x, Y: data.Max.Y + 2*vg.Millimeter}, "Table "+strconv.Itoa(panel.table.ID))
		for r := range panel.table.Rows {
			if !panel.has(r) {
				style := withColor(sans(smallText, false), gray)
				style.Rotation, style.XAlign, style.YAlign = math.Pi/2, draw.XLeft, draw.YCenter
				x := data.X(plots[0][i].X.Norm(float64(r) + p.series[0].shift))
				c.FillText(style, vg.Point{X: x, Y: data.Min.Y + vg.Millimeter}, "not run")
			}
		}
	}
	return nil
}

// has says whether our series, the first, has a point for a row.
func (p rowPanel) has(row int) bool {
	for _, pt := range p.points[0] {
		if pt.row == row {
			return true
		}
	}
	return false
}

func (p rowPanels) rangeY(model string) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, panel := range p.panels {
		if !p.share && panel.table.Model != model {
			continue
		}
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
	pl.X.Label.Text = "trainable layers"
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
	if !labelled {
		pl.Y.Tick.Marker = unlabelled{pl.Y.Tick.Marker}
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
	pl.X.Min, pl.X.Max = -0.5, float64(len(panel.table.Rows))-0.5
	pl.Y.Min, pl.Y.Max = low, high
	return pl, nil
}

func (p rowPanels) legend(c draw.Canvas) {
	x, y := c.Min.X+3*vg.Millimeter, (c.Min.Y+c.Max.Y)/2
	for _, s := range p.series {
		c.DrawGlyph(draw.GlyphStyle{Color: s.color, Radius: vg.Points(2.2), Shape: s.glyph}, vg.Point{X: x, Y: y})
		style := sans(normalText, false)
		leftText(c, style, vg.Point{X: x + 2.5*vg.Millimeter, Y: y}, s.name)
		x += style.Width(s.name) + 8*vg.Millimeter
	}
}
