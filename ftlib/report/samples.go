package report

import (
	"fmt"
	"image"
	"sort"

	"github.com/finetune-go/ft/ftlib/run"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Sample is a picture with lines of text below it.
type Sample struct {
	Image image.Image
	Class string
	Text  []string // below the picture
}

// Samples is Figure 4: sample images of the data set, one line for each class.
func Samples(samples []Sample) *Figure {
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
		Name: "figure4", Caption: "Sample images of each class.",
		Width: ColumnWidth, Height: vg.Length(max(1, len(classes)))*(side+gap) + gap,
		draw: func(c draw.Canvas) error {
			if most == 0 {
				return fmt.Errorf("no images: give some of each class")
			}
			for i, class := range classes {
				y := c.Max.Y - vg.Length(i+1)*(side+gap)
				style := sans(normalText, true)
				style.Rotation, style.XAlign, style.YAlign = 3.14159265/2, draw.XCenter, draw.YCenter
				c.FillText(style, vg.Point{X: c.Min.X + margin/2, Y: y + side/2}, class)
				for j, s := range byClass[class] {
					photo(c, rect(c.Min.X+margin+vg.Length(j)*(side+gap), y, side, side), s.Image)
				}
			}
			return nil
		},
	}
}

// Gallery draws pictures with their texts, six a line across a page, such as the images with the highest loss.
func Gallery(name, caption string, samples []Sample) *Figure {
	const columns, gap = 6, 2 * vg.Millimeter
	side := (FullWidth - gap*(columns+1)) / columns
	texts := 0
	for _, s := range samples {
		texts = max(texts, len(s.Text))
	}
	line := side + vg.Length(texts)*3*vg.Millimeter + gap
	lines := max(1, (len(samples)+columns-1)/columns)
	return &Figure{
		Name: name, Caption: caption, Width: FullWidth, Height: vg.Length(lines)*line + gap,
		draw: func(c draw.Canvas) error {
			if len(samples) == 0 {
				return fmt.Errorf("no images: give some")
			}
			for i, s := range samples {
				x := c.Min.X + gap + vg.Length(i%columns)*(side+gap)
				y := c.Max.Y - gap - vg.Length(i/columns)*line - side
				photo(c, rect(x, y, side, side), s.Image)
				for j, text := range s.Text {
					leftText(c, sans(smallText, j == 0), vg.Point{X: x, Y: y - vg.Length(j)*3*vg.Millimeter - 2*vg.Millimeter}, fit(text, sans(smallText, j == 0), side))
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

// Worst are the n test images with the highest loss of a finished run, with what they are and what they were taken
// for. open reads an image by its name in the result, "class/file".
func Worst(r *run.Run, n int, open func(file string) (image.Image, error)) ([]Sample, error) {
	if r.Result == nil {
		return nil, fmt.Errorf("%s is unfinished: ft train --resume", r.Name())
	}
	all := append([]run.Prediction(nil), r.Result.Predictions...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].Loss > all[j].Loss })
	var samples []Sample
	for _, p := range all[:min(n, len(all))] {
		img, err := open(p.File)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.File, err)
		}
		class := func(i int) string {
			if i < 0 || i >= len(r.Result.Classes) {
				return "?"
			}
			return r.Result.Classes[i]
		}
		verdict := "taken for " + class(p.Guess)
		if p.Guess == p.Class {
			verdict = "right, but unsure"
		}
		samples = append(samples, Sample{Image: img, Class: class(p.Class), Text: []string{p.File, verdict, "loss " + digits(3)(p.Loss)}})
	}
	return samples, nil
}
