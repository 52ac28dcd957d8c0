package figure

import (
	"fmt"
	"math"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/printable"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Confusion draws how many test images of each class were taken for which, over one run or over the folds of one
// cross-validation. The runs must be finished, and on the same classes.
func Confusion(name string, runs ...*run.Run) (*Figure, error) {
	m, err := confusionOf(runs)
	if err != nil {
		return nil, err
	}
	if len(m.classes) == 0 {
		return nil, fmt.Errorf("%s: no run with classes: give a finished one", name)
	}
	return m.figure(name, fmt.Sprintf("Test images by true and predicted class: %s; %d of %d are right.",
		confusionRuns(runs), m.right, m.total)), nil
}

// Counts draws a confusion matrix, [true class][predicted class], of images that need not be a run's.
func Counts(name, caption string, classes []string, counts [][]int) (*Figure, error) {
	m := confusion{counts: counts}
	for _, c := range classes {
		m.classes = append(m.classes, printable.Line(c))
	}
	if len(classes) == 0 || len(counts) != len(classes) {
		return nil, fmt.Errorf("%s: a confusion matrix of %d rows for %d classes", name, len(counts), len(classes))
	}
	for i, line := range counts {
		if len(line) != len(classes) {
			return nil, fmt.Errorf("%s: row %d of the confusion matrix has %d columns for %d classes", name, i+1, len(line),
				len(classes))
		}
		for j, n := range line {
			m.add(i, j, n)
		}
	}
	return m.figure(name, caption), nil
}

func (m confusion) figure(name, caption string) *Figure {
	_, cell, _ := m.measure()
	return &Figure{Name: name, Caption: caption,
		Width: ColumnWidth, Height: cell*vg.Length(len(m.classes)) + 18*vg.Millimeter, Draw: m.draw}
}

// add counts images among all.
func (m *confusion) add(class, guess, n int) {
	m.total += n
	if class == guess {
		m.right += n
	}
}

// confusion is a confusion matrix summed over runs.
type confusion struct {
	classes      []string
	counts       [][]int // [true class][predicted class]
	right, total int
}

func confusionOf(runs []*run.Run) (m confusion, err error) {
	for _, r := range runs {
		if r.Result == nil {
			return m, fmt.Errorf("%s: %w", r.Name(), run.ErrUnfinished)
		}
		if m.counts == nil {
			for _, c := range r.Result.Classes {
				m.classes = append(m.classes, printable.Line(c))
			}
			m.counts = make([][]int, len(m.classes))
			for i := range m.counts {
				m.counts[i] = make([]int, len(m.classes))
			}
		}
		if len(r.Result.Confusion) == 0 {
			return m, fmt.Errorf("%s: its confusion matrix was not recorded: train the run again", r.Name())
		}
		if len(r.Result.Confusion) != len(m.counts) {
			return m, fmt.Errorf("%s has other classes than %s: give runs on the same data", r.Name(), runs[0].Name())
		}
		for i, line := range r.Result.Confusion {
			if len(line) != len(m.counts) {
				return m, fmt.Errorf("%s: its confusion matrix is no square: train the run again", r.Name())
			}
			for j, n := range line {
				m.counts[i][j] += n
				m.add(i, j, n)
			}
		}
	}
	return m, nil
}

// measure returns the space for the names beside the rows and the side of a cell, and whether columns have numbers
// because their names are too long. Many classes and long names make cells smaller.
func (m confusion) measure() (left, cell vg.Length, numbered bool) {
	n := vg.Length(len(m.classes))
	left, cell = 20*vg.Millimeter, min(14*vg.Millimeter, 56*vg.Millimeter/n)
	style := sans(normalText, false)
	for _, name := range m.classes {
		numbered = numbered || style.Width(name) > cell
	}
	longest := vg.Length(0)
	for i := range m.classes {
		longest = max(longest, style.Width(m.beside(i, numbered, style)))
	}
	if longest > 14*vg.Millimeter {
		left = longest + 6*vg.Millimeter
	}
	return left, min(cell, (ColumnWidth-left-2*vg.Millimeter)/n), numbered
}

// longestName is the space that a name gets at most.
const longestName = 34 * vg.Millimeter

// counted says whether all counts can be read in cells of this size.
func (m confusion) counted(cell vg.Length) bool {
	style := sans(normalText, true)
	for _, line := range m.counts {
		for _, n := range line {
			if style.Width(fmt.Sprint(n)) > cell || cell < style.Font.Size {
				return false
			}
		}
	}
	return true
}

func (m confusion) draw(c draw.Canvas) error {
	margin, cell, numbered := m.measure()
	counted := m.counted(cell)
	side := cell * vg.Length(len(m.classes))
	left, top := c.Min.X+margin, c.Max.Y-5*vg.Millimeter
	names := sans(normalText, false)
	// Of many classes, only every so many have space for their name.
	every := func(space vg.Length) int { return max(1, int(math.Ceil(float64(space/cell)))) }
	rows, columns, predicted := every(1.1*names.Font.Size), 1, "predicted class"
	if numbered {
		columns, predicted = every(names.Width(fmt.Sprint(len(m.classes)))+vg.Millimeter), "predicted class, by its number"
	}
	label(c, sans(normalText, true), vg.Point{X: left + side/2, Y: c.Max.Y - 2.5*vg.Millimeter},
		fmt.Sprintf("%d of %d right", m.right, m.total))
	for i, line := range m.counts {
		sum := 0
		for _, n := range line {
			sum += n
		}
		for j, n := range line {
			r := rect(left+vg.Length(j)*cell, top-vg.Length(i+1)*cell, cell, cell)
			share := 0.0
			if sum > 0 {
				share = float64(n) / float64(sum)
			}
			color, style := Blue, sans(normalText, i == j)
			if i != j {
				color = Vermilion
			}
			// The root makes single mistakes visible beside hundreds of right answers.
			shade := 0.8 * math.Sqrt(share)
			if shade > 0.55 {
				style = withColor(style, pale(color, 0))
			}
			if counted {
				box(c, r, pale(color, shade), faint)
				label(c, style, center(r), fmt.Sprint(n))
			} else if n > 0 { // outlines would be all that is to be seen, and what is empty most of the file
				box(c, r, pale(color, shade), nil)
			}
		}
		if i%rows == 0 {
			rightText(c, names, vg.Point{X: left - vg.Millimeter, Y: top - vg.Length(i)*cell - cell/2},
				m.beside(i, numbered, names))
		}
		if i%columns == 0 {
			below := m.classes[i]
			if numbered {
				below = fmt.Sprint(i + 1)
			}
			label(c, names, vg.Point{X: left + vg.Length(i)*cell + cell/2, Y: top - side - 3*vg.Millimeter}, below)
		}
	}
	if !counted {
		box(c, rect(left, top-side, side, side), nil, faint)
	}
	label(c, names, vg.Point{X: left + side/2, Y: top - side - 8*vg.Millimeter}, predicted)
	upText(c, names, vg.Point{X: c.Min.X + 2.5*vg.Millimeter, Y: top - side/2}, "true class")
	return nil
}

// beside is the name of a row as far as there is space, with the whole of its number.
func (m confusion) beside(class int, numbered bool, style draw.TextStyle) string {
	if !numbered {
		return fit(m.classes[class], style, longestName)
	}
	number := fmt.Sprintf(" %d", class+1)
	return fit(m.classes[class], style, longestName-style.Width(number)) + number
}

func confusionRuns(runs []*run.Run) string {
	if len(runs) == 1 {
		return about(runs[0])
	}
	return fmt.Sprintf("%d runs from %s to %s", len(runs), runs[0].Name(), runs[len(runs)-1].Name())
}
