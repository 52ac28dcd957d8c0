package figure

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Points draws values with the ranges around them at named places, such as a measurement for each number of trainable
// layers: panels of several series, two panels in a line.
type Points struct {
	Label    string // of the y axes
	Places   string // what the places are: the label of the x axes
	Log      bool
	Share    bool // one y axis for all panels, else one for each line
	Series   []Series
	Expected int // a place where none of the first so many series has a point is marked as not run
	Panels   []Panel
}

// Panel is one panel of [Points].
type Panel struct {
	Title, Remark string
	Places        []string
	Points        [][]Point // by series
}

// Point is a value at a place of a panel, with the range around it. One that is no finite number, or has no logarithm
// where that is drawn, is left out.
type Point struct {
	Place            int
	Value, Low, High float64
}

// Series is how one source of values looks.
type Series struct {
	Name  string
	Color color.RGBA
	Glyph draw.GlyphDrawer
	Shift float64 // sideways, as a share of the distance of two places, so that marks don't cover each other
}

// Figure is the points as a figure as wide as a column.
func (p Points) Figure(name, caption string) *Figure {
	height := vg.Length((len(p.Panels)+1)/2)*37*vg.Millimeter + legendHeight
	return &Figure{Name: name, Caption: caption, Width: ColumnWidth, Height: height, Draw: p.draw}
}

// shown says whether a point can be drawn.
func (p Points) shown(pt Point) bool {
	for _, v := range []float64{pt.Value, pt.Low, pt.High} {
		if math.IsNaN(v) || math.IsInf(v, 0) || p.Log && v <= 0 {
			return false
		}
	}
	return true
}

func (p Points) draw(c draw.Canvas) error {
	var entries []legendEntry
	for _, s := range p.Series {
		entries = append(entries, glyphEntry(s.Glyph, s.Color, s.Name))
	}
	legend(c, entries...)
	grid := panelGrid{label: p.Label}
	for i, panel := range p.Panels {
		line, column := i/2, i%2
		if column == 0 {
			grid.plots = append(grid.plots, make([]*plot.Plot, 2))
			grid.titles = append(grid.titles, make([]panelTitle, 2))
		}
		of := p.Panels[2*line : min(2*line+2, len(p.Panels))]
		if p.Share {
			of = p.Panels
		}
		low, high := p.rangeY(of)
		pl, err := p.plot(panel, low, high, column == 0)
		if err != nil {
			return err
		}
		if i+2 >= len(p.Panels) {
			pl.X.Label.Text = p.Places
		}
		grid.plots[line][column] = pl
		grid.titles[line][column] = panelTitle{panel.Title, panel.Remark}
	}
	canvases := grid.draw(c)
	for i, panel := range p.Panels {
		data, pl := canvases[i/2][i%2], grid.plots[i/2][i%2]
		for r := range panel.Places {
			if !panel.has(r, p.Expected) {
				style := withColor(sans(smallText, false), gray)
				style.Rotation, style.XAlign, style.YAlign = math.Pi/2, draw.XLeft, draw.YCenter
				x := data.X(pl.X.Norm(float64(r) + p.Series[0].Shift))
				c.FillText(style, vg.Point{X: x, Y: data.Min.Y + vg.Millimeter}, "not run")
			}
		}
	}
	return nil
}

// has says whether one of the first so many series has a point at a place.
func (p Panel) has(place, series int) bool {
	for _, points := range p.Points[:series] {
		if slices.ContainsFunc(points, func(pt Point) bool { return pt.Place == place }) {
			return true
		}
	}
	return false
}

func (p Points) rangeY(panels []Panel) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, panel := range panels {
		for _, points := range panel.Points {
			for _, pt := range points {
				if !p.shown(pt) {
					continue
				}
				low, high = math.Min(low, pt.Low), math.Max(high, pt.High)
			}
		}
	}
	if low > high { // no points
		low, high = 1, 10
	}
	if p.Log {
		return low / 1.5, high * 1.5
	}
	// A little air, so that a mark at 100 % doesn't touch the panel's title.
	air := 0.05 * (high - low)
	return low - air, high + air
}

func (p Points) plot(panel Panel, low, high float64, labelled bool) (*plot.Plot, error) {
	pl := newPlot()
	var ticks plot.ConstantTicks
	for i, place := range panel.Places {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: place})
	}
	pl.X.Tick.Marker = ticks
	pl.Y.Tick.Marker = evenTicks{step: step(high-low, 5)}
	if p.Log {
		pl.Y.Scale = plot.LogScale{}
		pl.Y.Tick.Marker = decadeTicks{}
	}
	grid := newGrid()
	grid.Vertical.Color = nil // a width of 0 is a hairline in PDF
	pl.Add(grid)
	for s, points := range panel.Points {
		look := p.Series[s]
		for _, pt := range points {
			if !p.shown(pt) {
				continue
			}
			x := float64(pt.Place) + look.Shift
			if pt.High > pt.Low {
				bar := plotter.XYs{{X: x, Y: pt.Low}, {X: x, Y: pt.High}}
				if err := addLine(pl, bar, draw.LineStyle{Color: look.Color, Width: vg.Points(1)}); err != nil {
					return nil, err
				}
			}
			mark, err := plotter.NewScatter(plotter.XYs{{X: x, Y: pt.Value}})
			if err != nil {
				return nil, err
			}
			mark.GlyphStyle = draw.GlyphStyle{Color: look.Color, Radius: vg.Points(2.2), Shape: look.Glyph}
			pl.Add(mark)
		}
	}
	if !labelled {
		hideY(pl)
	}
	pl.X.Min, pl.X.Max = -0.5, float64(len(panel.Places))-0.5
	pl.Y.Min, pl.Y.Max = low, high
	return pl, nil
}
