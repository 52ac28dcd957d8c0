package figure

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// add draws the panel's bands and lines into a plot; values below floor are drawn there.
func (p curvePanel) add(pl *plot.Plot, floor float64) error {
	for i, s := range p.series {
		if len(s.mean) == 0 || p.runs < 2 {
			continue
		}
		b, err := plotter.NewPolygon(outline(s, floor))
		if err != nil {
			return err
		}
		b.Color, b.LineStyle.Width = pale(curveColors[i], 0.3), 0
		pl.Add(b)
	}
	// Fills are opaque, since the PDF writer darkens what is half transparent; thin edges show a band through another.
	for i, s := range p.series {
		for _, edge := range [][]float64{s.low, s.high} {
			if len(edge) == 0 || p.runs < 2 {
				continue
			}
			style := draw.LineStyle{Color: pale(curveColors[i], 0.6), Width: vg.Points(0.25)}
			if err := addLine(pl, points(edge, floor), style); err != nil {
				return err
			}
		}
	}
	for i, s := range p.series {
		if len(s.mean) == 0 {
			continue
		}
		style := draw.LineStyle{Color: curveColors[i], Width: vg.Points(0.8), Dashes: curveDashes[i]}
		if err := addLine(pl, points(s.mean, floor), style); err != nil {
			return err
		}
	}
	return nil
}

func points(values []float64, floor float64) plotter.XYs {
	xys := make(plotter.XYs, len(values))
	for i, v := range values {
		xys[i] = plotter.XY{X: float64(i + 1), Y: math.Max(v, floor)}
	}
	return xys
}

func outline(b band, floor float64) plotter.XYs {
	back := points(b.low, floor)
	slices.Reverse(back)
	return append(points(b.high, floor), back...)
}
