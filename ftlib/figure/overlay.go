package figure

import (
	"cmp"
	"fmt"
	"image/color"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mostOverlaid is how many runs can be told apart in one plot.
const mostOverlaid = 6

var overlayColors = [mostOverlaid]color.RGBA{Blue, Vermilion, Green, Purple, orange, sky}

// Overlay draws up to six runs of any settings in the same two plots, loss and accuracy by epoch: a colour for each,
// training dashed, validation solid. Below stand the settings in which they differ.
func Overlay(name string, runs ...*run.Run) (*Figure, error) {
	if len(runs) == 0 || len(runs) > mostOverlaid {
		return nil, fmt.Errorf("%s: %d runs: choose 1 to %d", name, len(runs), mostOverlaid)
	}
	titles, err := told(runs)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	epochs := 0
	for _, r := range runs {
		epochs = max(epochs, len(r.History))
	}
	if epochs == 0 {
		return nil, fmt.Errorf("%s: no run has finished an epoch", name)
	}
	const line = 3.2 * vg.Millimeter
	lines := vg.Length(len(runs)+1) * line
	return &Figure{
		Name: name, Caption: "Loss and accuracy of runs by epoch.", Width: FullWidth, Height: 55*vg.Millimeter + lines,
		Draw: func(c draw.Canvas) error {
			grid := panelGrid{titles: [][]panelTitle{{{"loss (nats)", ""}, {"accuracy (%)", ""}}}, plots: [][]*plot.Plot{nil}}
			for _, accuracy := range []bool{false, true} {
				pl, err := overlay(runs, epochs, accuracy)
				if err != nil {
					return err
				}
				grid.plots[0] = append(grid.plots[0], pl)
			}
			above := draw.Crop(c, 0, 0, lines+vg.Millimeter, legendHeight-vg.Millimeter) // it has a legend below
			grid.draw(above)
			const sample = 6 * vg.Millimeter
			for i, title := range append(titles, "solid: validation, dashed: training") {
				y := c.Min.Y + lines - (vg.Length(i)+0.4)*line
				if i < len(titles) {
					c.StrokeLine2(draw.LineStyle{Color: overlayColors[i], Width: vg.Points(1.2)}, c.Min.X+line, y,
						c.Min.X+line+sample, y)
				}
				style := sans(smallText, false)
				leftText(c, style, vg.Point{X: c.Min.X + line + 1.2*sample, Y: y}, fit(title, style, FullWidth-2*line-1.5*sample))
			}
			return nil
		},
	}, nil
}

// overlay is one of the two plots.
func overlay(runs []*run.Run, epochs int, accuracy bool) (*plot.Plot, error) {
	f := CurveFigure{accuracy: accuracy, epochs: epochs}
	g := curveGrid{accuracy: accuracy, wide: true, columns: 1}
	for _, r := range runs {
		g.panels = append(g.panels, f.panel("", []*run.Run{r}))
	}
	low, high := g.rangeY()
	pl, err := g.plot(curvePanel{}, low, high, epochs, true, true)
	if err != nil {
		return nil, err
	}
	for i, p := range g.panels {
		for s, series := range p.series {
			if len(series.mean) == 0 {
				continue
			}
			style := draw.LineStyle{Color: overlayColors[i], Width: vg.Points(0.8)}
			if s == 0 {
				style.Width, style.Dashes = vg.Points(0.6), curveDashes[1]
			}
			if err := addLine(pl, points(series.mean, math.Max(low, 0)), style); err != nil {
				return nil, err
			}
		}
	}
	pl.X.Min, pl.X.Max, pl.Y.Min, pl.Y.Max = 0, float64(epochs), low, high
	return pl, nil
}

// told are names that tell runs apart: the settings in which not all are the same, or the folder's name.
func told(runs []*run.Run) ([]string, error) {
	settings := make([]map[string]string, len(runs))
	all := map[string]string{}
	for i, r := range runs {
		s, err := run.Settings(r.Config.WithDefaults())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name(), err)
		}
		if seed := s["seeds.init"]; seed == s["seeds.shuffle"] && seed == s["seeds.dropout"] { // one for all
			s["seed"] = seed
			delete(s, "seeds.init")
			delete(s, "seeds.shuffle")
			delete(s, "seeds.dropout")
		}
		settings[i] = s
		maps.Copy(all, s)
	}
	titles := make([]string, len(runs))
	for i, s := range settings {
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(all)) {
			differs := slices.ContainsFunc(settings, func(other map[string]string) bool { return other[key] != s[key] })
			if v := s[key]; differs && v != "" {
				parts = append(parts, strings.ReplaceAll(strings.TrimPrefix(key, "optimizer."), "_", " ")+" "+v)
			}
		}
		titles[i] = cmp.Or(strings.Join(parts, ", "), runs[i].Name())
	}
	return titles, nil
}
