package figure

import (
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Widths of figures in print.
const (
	ColumnWidth = 84 * vg.Millimeter
	FullWidth   = 174 * vg.Millimeter
)

// Sizes of text in points, at the size the figure is printed in.
const (
	smallText  = 6.5 // ticks and remarks
	normalText = 7.5 // labels and titles
)

// The palette of Okabe and Ito, which people with any colour vision can tell apart. Each use also differs in form
// (line style, glyph), so that figures survive a grey printer.
var (
	ink       = color.RGBA{0x22, 0x22, 0x22, 0xff}
	faint     = color.RGBA{0xdd, 0xdd, 0xdd, 0xff}
	gray      = color.RGBA{0x77, 0x77, 0x77, 0xff}
	paleGray  = color.RGBA{0xf0, 0xf0, 0xf0, 0xff}
	Blue      = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	Vermilion = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	Green     = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	orange    = color.RGBA{0xe6, 0x9f, 0x00, 0xff}
	sky       = color.RGBA{0x56, 0xb4, 0xe9, 0xff}
	Purple    = color.RGBA{0xcc, 0x79, 0xa7, 0xff}
)

// pale mixes a colour with white: t of 1 keeps it.
func pale(c color.RGBA, t float64) color.RGBA {
	mix := func(v uint8) uint8 { return uint8(math.Round(255 + t*(float64(v)-255))) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 0xff}
}

// newPlot is a plot in the style of all our figures.
func newPlot() *plot.Plot {
	p := plot.New()
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		rotation, x, y := axis.Label.TextStyle.Rotation, axis.Label.TextStyle.XAlign, axis.Label.TextStyle.YAlign
		axis.Label.TextStyle = sans(normalText, false)
		axis.Label.TextStyle.Rotation, axis.Label.TextStyle.XAlign, axis.Label.TextStyle.YAlign = rotation, x, y
		axis.Label.Padding = vg.Points(2)
		x, y = axis.Tick.Label.XAlign, axis.Tick.Label.YAlign
		axis.Tick.Label = sans(smallText, false)
		axis.Tick.Label.XAlign, axis.Tick.Label.YAlign = x, y
		axis.LineStyle = draw.LineStyle{Color: ink, Width: vg.Points(0.5)}
		axis.Tick.LineStyle = axis.LineStyle
		axis.Tick.Length = vg.Points(2.5)
		axis.Padding = vg.Points(2)
	}
	p.Legend.TextStyle = sans(smallText, false)
	return p
}

// newGrid is the grid of all our figures, fine and pale.
func newGrid() *plotter.Grid {
	g := plotter.NewGrid()
	g.Vertical = draw.LineStyle{Color: faint, Width: vg.Points(0.3)}
	g.Horizontal = g.Vertical
	return g
}

// addLine draws a line through points.
func addLine(p *plot.Plot, points plotter.XYs, style draw.LineStyle) error {
	l, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	l.LineStyle = style
	p.Add(l)
	return nil
}

// evenTicks labels multiples of step; the axis is linear.
type evenTicks struct{ step float64 }

// Ticks implements plot.Ticker.
func (e evenTicks) Ticks(low, high float64) []plot.Tick {
	var ticks []plot.Tick
	for i := math.Ceil(low/e.step - 1e-9); i*e.step <= high+1e-9*e.step; i++ {
		ticks = append(ticks, plot.Tick{Value: i * e.step, Label: plain(i * e.step)})
	}
	return ticks
}

// decadeTicks labels powers of ten, written out, and marks their multiples; the axis is logarithmic. Where fewer than
// two powers lie on it, multiples are labelled too: one label gives no scale.
type decadeTicks struct{}

// Ticks implements plot.Ticker.
func (decadeTicks) Ticks(low, high float64) []plot.Tick {
	first, last := math.Floor(math.Log10(low)), math.Ceil(math.Log10(high))
	every := math.Ceil((last - first) / 6) // at most seven labels
	var ticks []plot.Tick
	for _, labelled := range [][]float64{{1}, {1, 2, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 6, 7, 8, 9}} {
		labels := 0
		ticks = nil
		for d := first; d <= last; d++ {
			for m := 1.0; m < 10; m += 0.1 {
				m = math.Round(10*m) / 10
				v := m * math.Pow(10, d)
				named := slices.Contains(labelled, m) && math.Mod(d-first, every) == 0
				if v < low*(1-1e-9) || v > high*(1+1e-9) || !named && (m != math.Trunc(m) || m > 1 && every > 1) {
					continue
				}
				tick := plot.Tick{Value: v}
				if named {
					tick.Label = plain(v)
					labels++
				}
				ticks = append(ticks, tick)
			}
		}
		if labels >= 2 {
			break
		}
	}
	return ticks
}

// plain writes a number as short as it goes, without an exponent; adding 0 turns -0 into 0.
func plain(v float64) string {
	return strconv.FormatFloat(math.Round(v*1e9)/1e9+0, 'f', -1, 64)
}

// step is a round distance of ticks for about n of them.
func step(span float64, n int) float64 {
	raw := span / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power*1.0001 {
			return m * power
		}
	}
	return 10 * power
}
