package figure

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// RateCurve draws a learning rate range test: the loss of each step and its running mean over the rate, which is
// logarithmic, and marked rates with what they are.
func RateCurve(name, caption string, rates, losses, smoothed []float64, marks map[string]float64) *Figure {
	return &Figure{Name: name, Caption: caption, Width: ColumnWidth, Height: 60 * vg.Millimeter,
		Draw: func(c draw.Canvas) error {
			p := newPlot()
			p.X.Label.Text, p.Y.Label.Text = "learning rate", "training loss"
			p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, decadeTicks{}
			low, high := math.Inf(1), math.Inf(-1)
			for _, v := range smoothed {
				low, high = min(low, v), max(high, v)
			}
			low, high = max(0, low-0.1*(high-low)), high+0.1*(high-low)
			steps := func(values []float64) plotter.XYs {
				xys := make(plotter.XYs, len(values))
				for i, v := range values { // a single step may be far off
					xys[i] = plotter.XY{X: rates[i], Y: max(low, min(v, high))}
				}
				return xys
			}
			line := func(xys plotter.XYs, style draw.LineStyle, title string) error {
				l, err := plotter.NewLine(xys)
				if err != nil {
					return err
				}
				l.LineStyle = style
				p.Add(l)
				p.Legend.Add(title, l)
				return nil
			}
			err := cmp.Or(line(steps(losses), draw.LineStyle{Color: pale(Blue, 0.35), Width: vg.Points(0.5)}, "each step"),
				line(steps(smoothed), draw.LineStyle{Color: Blue, Width: vg.Points(1)}, "running mean"))
			if err != nil {
				return err
			}
			for i, mark := range slices.Sorted(maps.Keys(marks)) {
				if rate := marks[mark]; rate >= rates[0] && rate <= rates[len(rates)-1] {
					style := draw.LineStyle{Color: lineColors[(i+1)%len(lineColors)], Width: vg.Points(0.8),
						Dashes: []vg.Length{vg.Points(float64(3 - i)), vg.Points(1.5)}}
					if err := line(plotter.XYs{{X: rate, Y: low}, {X: rate, Y: high}}, style, mark); err != nil {
						return err
					}
				}
			}
			p.Y.Min, p.Y.Max = low, high
			if high > low {
				p.Y.Tick.Marker = evenTicks{step(high-low, 5)}
			}
			p.Legend.Left, p.Legend.Top, p.Legend.YOffs = true, false, vg.Points(2)
			p.Draw(c)
			return nil
		}}
}
