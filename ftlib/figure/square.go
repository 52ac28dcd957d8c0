package figure

import (
	"fmt"
	"image/color"

	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/internal/printable"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Line is a line through points between 0 and 1.
type Line struct {
	Name string // in the legend
	X, Y []float64
}

// lineColors tell lines and classes apart, and repeat with other dashes or glyphs.
var lineColors = []color.RGBA{Blue, Vermilion, Green, Purple, orange, sky, gray}

var lineDashes = [][]vg.Length{nil, {vg.Points(2.4), vg.Points(1)}, {vg.Points(0.8), vg.Points(0.8)}}

// legendColumns is how many entries of a legend of names stand in a line.
const legendColumns = 3

// mostNames is how many entries a legend has: more could not be told apart, and would be longer than any page.
const mostNames = 60

// names writes a legend of classes below a drawing, a few in a line, and returns what is left for the drawing.
func names(c draw.Canvas, all []string, sign func(c draw.Canvas, i int, at vg.Point)) draw.Canvas {
	const line = 3.2 * vg.Millimeter
	lines := (min(len(all), mostNames) + legendColumns - 1) / legendColumns
	width := c.Size().X / legendColumns
	style := sans(smallText, false)
	for i, name := range all {
		at := vg.Point{X: c.Min.X + vg.Length(i%legendColumns)*width + vg.Millimeter,
			Y: c.Min.Y + line*(vg.Length(lines-i/legendColumns)-0.5)}
		if i == mostNames-1 && len(all) > mostNames {
			leftText(c, style, at, fmt.Sprintf("… %d more", len(all)-i))
			break
		}
		sign(c, i, at)
		leftText(c, style, vg.Point{X: at.X + 6*vg.Millimeter, Y: at.Y}, fit(printable.Line(name), style,
			width-8*vg.Millimeter))
	}
	return draw.Crop(c, vg.Millimeter, -vg.Millimeter, line*vg.Length(lines)+vg.Millimeter, -vg.Millimeter)
}

// namesHeight is the space that a legend of so many names takes.
func namesHeight(n int) vg.Length {
	return vg.Length((min(n, mostNames)+legendColumns-1)/legendColumns)*3.2*vg.Millimeter + 2*vg.Millimeter
}

// Square draws lines over the unit square, such as ROC curves. With diagonal a fine line goes from corner to corner.
func Square(name, caption, x, y string, diagonal bool, lines ...Line) *Figure {
	return &Figure{Name: name, Caption: caption, Width: ColumnWidth, Height: 70*vg.Millimeter + namesHeight(len(lines)),
		Draw: func(c draw.Canvas) error {
			look := func(i int) draw.LineStyle {
				return draw.LineStyle{Color: lineColors[i%len(lineColors)], Width: vg.Points(1.1),
					Dashes: lineDashes[i/len(lineColors)%len(lineDashes)]}
			}
			var all []string
			for _, l := range lines {
				all = append(all, l.Name)
			}
			rest := names(c, all, func(c draw.Canvas, i int, at vg.Point) {
				c.StrokeLine2(look(i), at.X, at.Y, at.X+5*vg.Millimeter, at.Y)
			})
			p, err := unitSquare(x, y, diagonal)
			if err != nil {
				return err
			}
			for i, l := range lines {
				if len(l.X) != len(l.Y) || len(l.X) == 0 {
					return fmt.Errorf("line %q has %d and %d coordinates", l.Name, len(l.X), len(l.Y))
				}
				points := make(plotter.XYs, len(l.X))
				for k := range l.X {
					points[k] = plotter.XY{X: l.X[k], Y: l.Y[k]}
				}
				if err := addLine(p, points, look(i)); err != nil {
					return err
				}
			}
			p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
			p.Draw(rest)
			return nil
		}}
}

func unitSquare(x, y string, diagonal bool) (*plot.Plot, error) {
	p := newPlot()
	p.X.Label.Text, p.Y.Label.Text = x, y
	p.X.Tick.Marker, p.Y.Tick.Marker = evenTicks{0.2}, evenTicks{0.2}
	p.Add(newGrid())
	if !diagonal {
		return p, nil
	}
	return p, addLine(p, plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}}, draw.LineStyle{Color: gray, Width: vg.Points(0.5)})
}

// Reliability draws how often guesses of each probability are right. A bar on the diagonal is right as often as it
// says; its number of images stands above it.
func Reliability(name, caption string, c metrics.Calibration) *Figure {
	return &Figure{Name: name, Caption: caption, Width: ColumnWidth, Height: 70 * vg.Millimeter,
		Draw: func(canvas draw.Canvas) error {
			p, err := unitSquare("probability of the guess", "share that is right", false)
			if err != nil {
				return err
			}
			p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1.08
			rest := draw.Crop(canvas, vg.Millimeter, -2*vg.Millimeter, vg.Millimeter, -vg.Millimeter)
			p.Draw(rest)
			data := p.DataCanvas(rest)
			at := func(x, y float64) vg.Point { return vg.Point{X: data.X(p.X.Norm(x)), Y: data.Y(p.Y.Norm(y))} }
			for _, b := range c.Bins {
				if b.Images == 0 {
					continue
				}
				low, high := at(b.From, 0), at(b.To, float64(b.Accuracy))
				box(data, vg.Rectangle{Min: low, Max: high}, pale(Blue, 0.5), Blue)
				middle := at((b.From+b.To)/2, float64(b.Accuracy))
				label(data, sans(smallText, false), vg.Point{X: middle.X, Y: middle.Y + 2.4*vg.Millimeter}, fmt.Sprint(b.Images))
				data.DrawGlyph(draw.GlyphStyle{Color: Vermilion, Radius: vg.Points(1.8), Shape: draw.CircleGlyph{}},
					at(float64(b.Confidence), float64(b.Accuracy)))
			}
			from, to := at(0, 0), at(1, 1)
			data.StrokeLine2(draw.LineStyle{Color: gray, Width: vg.Points(0.5)}, from.X, from.Y, to.X, to.Y)
			return nil
		}}
}
