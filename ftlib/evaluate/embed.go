package evaluate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/table"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Map places images on a plane by what the output layer of the network gets of them: those that it sees as similar lie
// close together.
type Map struct {
	Of     *Answers // whose images have no probabilities
	X, Y   []float64
	Shares [2]float64 // of the variance of the features that each axis shows
}

// errFewImages says that a plane needs more points.
var errFewImages = errors.New("a map needs at least 3 images that can be read")

// Embed maps the images that [Run] would evaluate: the first two principal components of their features.
func Embed(ctx context.Context, s *fit.Session, dir, data string) (*Map, error) {
	a, err := list(ctx, s, dir, data, "")
	if err != nil {
		return nil, err
	}
	c, err := a.open(ctx, s)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	bar := progress.Begin(s.Progress, "features", int64(len(a.Images)), "images")
	defer bar.Abort()
	var read []Image
	var rows [][]float32
	err = c.FeaturesOf(ctx, a.paths(), func(i int, features []float32, unread error) error {
		bar.Add(1)
		if unread != nil {
			return a.leaveOut(s, i, unread)
		}
		read, rows = append(read, a.Images[i]), append(rows, features)
		return nil
	})
	if err != nil {
		return nil, err
	}
	bar.Done()
	if a.Images = read; len(read) < 3 {
		return nil, fmt.Errorf("%s: %w: %w", a.Root, metrics.ErrNoImages, errFewImages)
	}
	if err := a.recognize(); err != nil {
		return nil, err
	}
	m := &Map{Of: a}
	return m, m.project(rows)
}

// project finds the plane in which the rows lie farthest apart. The largest part of each axis points to positive
// values, so that a map is not mirrored by chance.
func (m *Map) project(rows [][]float32) error {
	width := len(rows[0])
	x := mat.NewDense(len(rows), max(2, width), nil)
	for i, row := range rows {
		for j, v := range row {
			x.Set(i, j, float64(v))
		}
	}
	var pc stat.PC
	if !pc.PrincipalComponents(x, nil) {
		return errors.New("the features have no principal components")
	}
	var axes mat.Dense
	pc.VectorsTo(&axes)
	variances, total := pc.VarsTo(nil), 0.0
	for _, v := range variances {
		total += v
	}
	means := make([]float64, x.RawMatrix().Cols)
	for j := range means {
		means[j] = stat.Mean(mat.Col(nil, j, x), nil)
	}
	out := [2][]float64{}
	for k := range out {
		axis := mat.Col(nil, k, &axes)
		sign, largest := 1.0, 0.0
		for _, v := range axis {
			if math.Abs(v) > largest {
				largest, sign = math.Abs(v), math.Copysign(1, v)
			}
		}
		out[k] = make([]float64, len(rows))
		for i := range rows {
			for j, v := range axis {
				out[k][i] += sign * v * (x.At(i, j) - means[j])
			}
		}
		if total > 0 {
			m.Shares[k] = variances[k] / total
		}
	}
	m.X, m.Y = out[0], out[1]
	return nil
}

// Table has a row for each image.
func (m *Map) Table() table.Table {
	t := columns("map", "", 2, "file", "class", "x", "y")
	for i, image := range m.Of.Images {
		t.Rows = append(t.Rows, []string{image.File, m.Of.Classes[image.Class], strconv.FormatFloat(m.X[i], 'g', 8, 64),
			strconv.FormatFloat(m.Y[i], 'g', 8, 64)})
	}
	return t
}

// Figure is the map, coloured by class.
func (m *Map) Figure() *figure.Figure {
	var dots []figure.Dot
	for i, image := range m.Of.Images {
		dots = append(dots, figure.Dot{X: m.X[i], Y: m.Y[i], Class: image.Class})
	}
	axis := func(k int) string { return fmt.Sprintf("component %d, %.0f %% of the variance", k+1, 100*m.Shares[k]) }
	return figure.Scatter("map", fmt.Sprintf("What the last layer gets of %d images, by its first two principal "+
		"components: %s.",
		len(dots), m.Of.Run.Name()), axis(0), axis(1), m.Of.Classes, dots)
}
