package evaluate

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/inspect"
	"github.com/finetune-go/ft/ftlib/table"
)

// Doubts are images that deserve a second look.
type Doubts struct {
	Of       *Answers
	Worst    []int             // of Of.Images, the highest loss first
	Suspects []inspect.Suspect // whose class is probably wrong, see inspect.Labels
	Files    []Image           // what Pairs are of: all images of the run where its own were evaluated
	Pairs    []inspect.Pair    // near-duplicates, see inspect.Duplicates
}

// Doubts looks through the answers, and through the images themselves for near-duplicates.
func (a *Answers) Doubts(ctx context.Context) (*Doubts, error) {
	d := &Doubts{Of: a, Files: a.Images}
	var losses []float64
	for _, image := range a.Images {
		losses = append(losses, image.Loss())
	}
	d.Worst = inspect.Worst(losses)
	truth, probabilities := a.truth()
	var err error
	if d.Suspects, err = inspect.Labels(len(a.Classes), truth, probabilities); err != nil {
		return nil, err
	}
	if a.recorded { // copies between training and test images count most
		v, err := Inventory(a.Run)
		if err != nil {
			return nil, err
		}
		if v != nil {
			d.Files = nil
			for _, f := range v.Files {
				if class := slices.Index(a.Classes, f.Class); class >= 0 {
					d.Files = append(d.Files, Image{File: f.File, Class: class})
				}
			}
		}
	}
	var paths []string
	var classes []int
	for _, f := range d.Files {
		paths, classes = append(paths, filepath.Join(a.Root, filepath.FromSlash(f.File))), append(classes, f.Class)
	}
	d.Pairs, err = inspect.Duplicates(ctx, paths, classes, a.Run.Config.Image.Exif)
	return d, err
}

// Tables are the images with the highest loss, those whose class is probably wrong, and near-duplicates: at most so
// many rows each, or all for 0.
func (d *Doubts) Tables(most int) []table.Table {
	a := d.Of
	share := table.Decimals(4)
	worst := columns("worst", "Highest losses", 2, "file", "class", "guess", "loss", "probability of its class")
	for _, i := range upTo(d.Worst, most) {
		image := a.Images[i]
		worst.Rows = append(worst.Rows, []string{image.File, a.Classes[image.Class], a.Classes[image.Guess()],
			table.Digits(3)(image.Loss()), share(image.Probabilities[image.Class])})
	}
	labels := columns("labels", "Probably of another class", 2, "file", "class", "probably", "probability of its class",
		"of the other")
	for _, s := range upTo(d.Suspects, most) {
		image := a.Images[s.Image]
		labels.Rows = append(labels.Rows, []string{image.File, a.Classes[image.Class], a.Classes[s.Likely], share(s.Given),
			share(s.Other)})
	}
	pairs := columns("duplicates", "Nearly the same", 1, "file", "class", "other file", "its class", "similarity")
	for _, p := range upTo(d.Pairs, most) {
		x, y := d.Files[p.A], d.Files[p.B]
		pairs.Rows = append(pairs.Rows, []string{x.File, a.Classes[x.Class], y.File, a.Classes[y.Class], share(p.Similarity)})
	}
	all := []table.Table{worst, labels, pairs}
	for i, n := range []int{len(d.Worst), len(d.Suspects), len(d.Pairs)} {
		if n > len(all[i].Rows) {
			all[i].Caption += fmt.Sprintf(", %d of %d", len(all[i].Rows), n)
		}
		all[i].Caption += ":"
		if n == 0 {
			all[i].Caption += " none"
		}
	}
	return all
}

// columns starts a table whose last so many columns are numbers.
func columns(name, caption string, numbers int, heads ...string) table.Table {
	t := table.Table{Name: name, Caption: caption}
	for i, head := range heads {
		t.Columns = append(t.Columns, table.Column{Head: head, Right: i >= len(heads)-numbers})
	}
	return t
}

func upTo[T any](all []T, most int) []T {
	if most > 0 {
		return all[:min(most, len(all))]
	}
	return all
}

// pictures is how many images a gallery shows.
const pictures = 12

// figures are galleries of the first of each kind, where there are any.
func (d *Doubts) figures() (figures []*figure.Figure) {
	a := d.Of
	var worst, labels, pairs []figure.Sample
	for _, i := range upTo(d.Worst, pictures) {
		image := a.Images[i]
		worst = append(worst, a.sample(image, "guess: "+a.Classes[image.Guess()], "loss: "+table.Digits(3)(image.Loss())))
	}
	for _, s := range upTo(d.Suspects, pictures) {
		labels = append(labels, a.sample(a.Images[s.Image], "probably: "+a.Classes[s.Likely],
			"probability: "+table.Decimals(3)(s.Other)))
	}
	for _, p := range upTo(d.Pairs, pictures/2) {
		for _, i := range []int{p.A, p.B} {
			pairs = append(pairs, a.sample(d.Files[i], "similarity: "+table.Decimals(3)(p.Similarity)))
		}
	}
	for _, g := range []struct {
		name, caption string
		samples       []figure.Sample
	}{
		{"worst", "Images with the highest loss: " + a.Run.Name() + ".", worst},
		{"labels", "Images that are probably of another class: " + a.Run.Name() + ".", labels},
		{"duplicates", "Images that are nearly the same, two by two: " + a.Run.Name() + ".", pairs},
	} {
		if len(g.samples) > 0 {
			figures = append(figures, figure.Gallery(g.name, g.caption, g.samples))
		}
	}
	return figures
}

// sample shows an image. What Go's own decoders do not read is shown as the network sees it.
func (a *Answers) sample(i Image, more ...string) figure.Sample {
	img, err := figure.OpenBelow(a.Root)(i.File)
	name := path.Base(i.File)
	if err != nil {
		const side = 256
		rgb, err := dataset.LoadImage(filepath.Join(a.Root, filepath.FromSlash(i.File)), side, "bilinear")
		if err != nil {
			rgb, name = bytes.Repeat([]byte{230}, side*side*3), name+" (missing)"
		}
		img = dataset.Image(rgb, side)
	}
	return figure.Sample{Image: img, Text: append([]string{name, "class: " + a.Classes[i.Class]}, more...)}
}

// Save writes all tables as CSV, and the figures, below a folder.
func (d *Doubts) Save(dir string) error {
	for _, t := range d.Tables(0) {
		if err := t.Save(filepath.Join(dir, t.Name+".csv")); err != nil {
			return err
		}
	}
	for _, f := range d.figures() {
		if err := f.SaveAll(dir); err != nil {
			return err
		}
	}
	return nil
}
