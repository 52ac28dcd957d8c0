package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Dot is a point of a scatter plot and the class that gives it its colour and form.
type Dot struct {
	X, Y  float64
	Class int
}

// dotShapes tell classes apart once the colours are used up, and for those who see none.
var dotShapes = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.TriangleGlyph{}, draw.SquareGlyph{}, draw.RingGlyph{},
	draw.PyramidGlyph{}, draw.BoxGlyph{}, draw.CrossGlyph{}}

// Scatter draws points coloured by class, with a legend below them.
func Scatter(name, caption, x, y string, classes []string, dots []Dot) *Figure {
	look := func(class int) draw.GlyphStyle {
		return draw.GlyphStyle{Color: lineColors[class%len(lineColors)], Radius: vg.Points(1.7),
			Shape: dotShapes[(class+class/len(lineColors))%len(dotShapes)]}
	}
	return &Figure{Name: name, Caption: caption, Width: ColumnWidth, Height: 76*vg.Millimeter + namesHeight(len(classes)),
		Draw: func(c draw.Canvas) error {
			rest := names(c, classes, func(c draw.Canvas, i int, at vg.Point) {
				c.DrawGlyph(look(i), vg.Point{X: at.X + 3*vg.Millimeter, Y: at.Y})
			})
			p := newPlot()
			p.X.Label.Text, p.Y.Label.Text = x, y
			for class := range classes {
				var points plotter.XYs
				for _, d := range dots {
					if d.Class == class {
						points = append(points, plotter.XY{X: d.X, Y: d.Y})
					}
				}
				if len(points) == 0 {
					continue
				}
				s, err := plotter.NewScatter(points)
				if err != nil {
					return err
				}
				s.GlyphStyle = look(class)
				p.Add(s)
			}
			for _, axis := range []*plot.Axis{&p.X, &p.Y} {
				if span := axis.Max - axis.Min; span > 0 { // else all points are the same
					axis.Tick.Marker = evenTicks{step(span, 5)}
				}
			}
			p.Draw(rest)
			return nil
		}}
}
