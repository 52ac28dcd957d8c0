package figure

import (
	"cmp"
	"fmt"
	"math"
	"sort"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
	"gonum.org/v1/plot/vg"
)

// CurveFigure draws learning curves, one panel for each value of a setting. Its methods change it and return
// it, so that a figure is one expression.
type CurveFigure struct {
	runs     []*run.Run
	by       string
	panels   []string
	own      []titled
	name     string
	caption  string
	epochs   int
	accuracy bool
	wide     bool
}

// titled are runs in a panel of their own.
type titled struct {
	title string
	runs  []*run.Run
}

// Curves starts a figure of learning curves of runs of one model: the loss, all epochs, a panel for each of the runs'
// values of trainable, up to four of them side by side in the width of a column. Several runs in one panel become a
// line for their mean and a band from their smallest to their largest value; they may differ in seeds, fold and epochs
// only.
func Curves(runs ...*run.Run) *CurveFigure {
	return &CurveFigure{runs: runs, by: "trainable", name: "curves"}
}

// By makes a panel for each value of another setting, under its name in config.json: "optimizer.learning_rate".
func (f *CurveFigure) By(setting string) *CurveFigure {
	f.by = setting
	return f
}

// Panels chooses the panels and their order, by the values of the setting.
func (f *CurveFigure) Panels(values ...string) *CurveFigure {
	f.panels = values
	return f
}

// Panel adds a panel under a title for runs that are not told apart by one setting, such as those of two studies.
func (f *CurveFigure) Panel(title string, runs ...*run.Run) *CurveFigure {
	f.own = append(f.own, titled{title, runs})
	return f
}

// Accuracy shows accuracy in place of the loss.
func (f *CurveFigure) Accuracy() *CurveFigure {
	f.accuracy = true
	return f
}

// Epochs shows the first n epochs only.
func (f *CurveFigure) Epochs(n int) *CurveFigure {
	f.epochs = n
	return f
}

// Wide makes the figure as wide as a page with two columns, in place of one column.
func (f *CurveFigure) Wide() *CurveFigure {
	f.wide = true
	return f
}

// Named sets the stem of the figure's file names and its caption.
func (f *CurveFigure) Named(name, caption string) *CurveFigure {
	f.name, f.caption = name, caption
	return f
}

// Save writes the figure to path: .svg, .pdf or .png.
func (f *CurveFigure) Save(path string) error {
	figure, err := f.Figure()
	if err != nil {
		return err
	}
	return figure.Save(path)
}

// SVG is the figure as an SVG document, for a notebook.
func (f *CurveFigure) SVG() (string, error) {
	figure, err := f.Figure()
	if err != nil {
		return "", err
	}
	return figure.SVG()
}

// PNG is the figure as a PNG file of 300 dots an inch.
func (f *CurveFigure) PNG() ([]byte, error) { return f.as((*Figure).PNG) }

// PDF is the figure as a PDF file.
func (f *CurveFigure) PDF() ([]byte, error) { return f.as((*Figure).PDF) }

func (f *CurveFigure) as(file func(*Figure) ([]byte, error)) ([]byte, error) {
	figure, err := f.Figure()
	if err != nil {
		return nil, err
	}
	return file(figure)
}

// String is the caption, or else what the axes are of.
func (f *CurveFigure) String() string {
	shows := "loss"
	if f.accuracy {
		shows = "accuracy"
	}
	return cmp.Or(f.caption, "Learning curves: "+shows+" by epoch")
}

// Figure finishes the figure.
func (f *CurveFigure) Figure() (*Figure, error) {
	byPanel, err := f.sorted()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	panels := f.panels
	if len(panels) == 0 {
		for value := range byPanel {
			panels = append(panels, value)
		}
		sort.Slice(panels, func(i, j int) bool { return numberLess(panels[i], panels[j]) })
	}
	if len(panels)+len(f.own) == 0 {
		return nil, fmt.Errorf("%s: no run has finished an epoch: train one first, or name the panels", f.name)
	}
	var all []curvePanel
	for _, value := range panels {
		all = append(all, f.panel(f.title(value), byPanel[value]))
	}
	for _, own := range f.own {
		for _, r := range own.runs {
			if err := alikeOrNot(r, own.runs[0]); err != nil {
				return nil, fmt.Errorf("%s: %w", f.name, err)
			}
		}
		all = append(all, f.panel(own.title, own.runs))
	}
	columns, width, height := min(4, len(all)), ColumnWidth, 35*vg.Millimeter
	if f.wide {
		width, height = FullWidth, 45*vg.Millimeter
	}
	lines := (len(all) + columns - 1) / columns
	return &Figure{
		Name: f.name, Caption: f.caption, Width: width, Height: vg.Length(lines)*(height+titleHeight) + legendHeight,
		Draw: curveGrid{all, columns, f.wide, f.accuracy}.draw,
	}, nil
}

// curvePanel is what one panel shows.
type curvePanel struct {
	title  string
	series [2]band // training, validation
	runs   int
	epochs int // the panel's axis
}

// diverged is the loss above which a training is drawn no further: an axis up to there would hide all others.
const diverged = 1e9

// band is a line and the range around it, by epoch.
type band struct{ mean, low, high []float64 }

// title is that of the panel for a value of the setting.
func (f *CurveFigure) title(value string) string {
	if _, err := strconv.Atoi(value); err == nil && f.by == "trainable" {
		return "N = " + value
	}
	return value
}

func (f *CurveFigure) panel(title string, runs []*run.Run) curvePanel {
	p := curvePanel{title: title, runs: len(runs), epochs: f.epochs}
	length := 0
	for _, r := range runs {
		length = max(length, len(r.History))
	}
	if f.epochs > 0 {
		length = min(length, f.epochs)
	}
	p.epochs = max(p.epochs, length)
	for s := range p.series {
		b := &p.series[s]
		for i := range length {
			mean, n, low, high := 0.0, 0.0, math.Inf(1), math.Inf(-1)
			for _, r := range runs {
				if i >= len(r.History) { // an unfinished run ends where it has come to
					continue
				}
				v := f.value(r.History[i], s)
				if math.IsNaN(v) || v > diverged { // so does one that has diverged
					continue
				}
				mean, n = mean+v, n+1
				low, high = math.Min(low, v), math.Max(high, v)
			}
			if n == 0 {
				break
			}
			b.mean, b.low, b.high = append(b.mean, mean/n), append(b.low, low), append(b.high, high)
		}
	}
	return p
}

func (f *CurveFigure) value(e run.Epoch, series int) float64 {
	switch {
	case f.accuracy && series == 0:
		return 100 * e.Accuracy
	case f.accuracy:
		return 100 * e.ValAccuracy
	case series == 0:
		return e.Loss
	}
	return e.ValLoss
}

func numberLess(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return x < y
	}
	return errX == nil && errY != nil || (errX == nil) == (errY == nil) && a < b
}
