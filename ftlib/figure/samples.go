package figure

import (
	"fmt"
	"image"
	"path"
	"slices"
	"sort"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/printable"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sample is a picture with lines of text below it.
type Sample struct {
	Image image.Image
	Class string
	Text  []string // below the picture
}

// Samples draws sample images of a data set, one line for each class.
func Samples(name string, samples []Sample) *Figure {
	var classes []string
	byClass := map[string][]Sample{}
	most := 0
	for _, s := range samples {
		if byClass[s.Class] == nil {
			classes = append(classes, s.Class)
		}
		byClass[s.Class] = append(byClass[s.Class], s)
		most = max(most, len(byClass[s.Class]))
	}
	const margin, gap = 6 * vg.Millimeter, 1 * vg.Millimeter
	side := vg.Length(0)
	if most > 0 {
		side = (ColumnWidth-margin)/vg.Length(most) - gap
	}
	return &Figure{
		Name: name, Caption: "Sample images of each class.",
		Width: ColumnWidth, Height: vg.Length(max(1, len(classes)))*(side+gap) + gap,
		Draw: func(c draw.Canvas) error {
			if most == 0 {
				return fmt.Errorf("no images: give some of each class")
			}
			place := func(i, j int) vg.Rectangle {
				return rect(c.Min.X+margin+vg.Length(j)*(side+gap), c.Max.Y-vg.Length(i+1)*(side+gap), side, side)
			}
			var photos []placed
			for i, class := range classes {
				for j, s := range byClass[class] {
					photos = append(photos, placed{place(i, j), s.Image})
				}
			}
			photographs(c, photos)
			for i, class := range classes {
				upText(c, sans(normalText, true), vg.Point{X: c.Min.X + margin/2, Y: center(place(i, 0)).Y}, class)
			}
			return nil
		},
	}
}

// Gallery draws pictures with their texts, four a line, such as the images with the highest loss.
func Gallery(name, caption string, samples []Sample) *Figure {
	const columns, gap = 4, 1.5 * vg.Millimeter
	side := (ColumnWidth - gap*(columns+1)) / columns
	texts := 0
	for _, s := range samples {
		texts = max(texts, len(s.Text))
	}
	line := side + vg.Length(texts)*2.8*vg.Millimeter + gap
	lines := max(1, (len(samples)+columns-1)/columns)
	return &Figure{
		Name: name, Caption: caption, Width: ColumnWidth, Height: vg.Length(lines)*line + gap,
		Draw: func(c draw.Canvas) error {
			if len(samples) == 0 {
				return fmt.Errorf("no images: give some")
			}
			var photos []placed
			for i, s := range samples {
				x := c.Min.X + gap + vg.Length(i%columns)*(side+gap)
				y := c.Max.Y - gap - vg.Length(i/columns)*line - side
				photos = append(photos, placed{rect(x, y, side, side), s.Image})
			}
			photographs(c, photos)
			for i, s := range samples {
				at := photos[i].at.Min
				for j, text := range s.Text {
					style := sans(smallText, j == 0)
					leftText(c, style, vg.Point{X: at.X, Y: at.Y - vg.Length(j)*2.8*vg.Millimeter - 1.8*vg.Millimeter},
						fit(printable.Line(text), style, side))
				}
			}
			return nil
		},
	}
}

// fit cuts text to a width, with dots for what is cut off.
func fit(text string, style draw.TextStyle, width vg.Length) string {
	if style.Width(text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 1 && style.Width(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

// Worst are the n test images with the highest loss of a finished run, with what they are and what they were taken for.
// open reads an image by its name in the result, "class/file"; one that is missing is drawn blank and called so, unless
// all are.
func Worst(r *run.Run, n int, open func(file string) (image.Image, error)) ([]Sample, error) {
	if r.Result == nil {
		return nil, fmt.Errorf("%s: %w", r.Name(), run.ErrUnfinished)
	}
	all := slices.Clone(r.Result.Predictions)
	sort.SliceStable(all, func(i, j int) bool { return all[i].Loss > all[j].Loss })
	var samples []Sample
	var failed error
	missing := 0
	for _, p := range all[:min(n, len(all))] {
		file := path.Base(p.File)
		img, err := open(p.File)
		if err != nil {
			failed = fmt.Errorf("%s: %w", p.File, err)
			missing++
			file += " (missing)"
			img = blank
		}
		class := func(i int) string {
			if i < 0 || i >= len(r.Result.Classes) {
				return "?"
			}
			return r.Result.Classes[i]
		}
		samples = append(samples, Sample{Image: img, Class: class(p.Class), Text: []string{
			file, "class: " + class(p.Class), "guess: " + class(p.Guess), "loss: " + table.Digits(3)(p.Loss),
		}})
	}
	if missing == len(samples) && missing > 0 {
		return nil, failed
	}
	return samples, nil
}

// blank stands in for an image that is not at hand.
var blank = func() image.Image {
	img := image.NewGray(image.Rect(0, 0, 4, 4))
	for i := range img.Pix {
		img.Pix[i] = 230
	}
	return img
}()
