package report

import (
	"errors"
	"fmt"
	"image"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// Sources is what figures take beside the runs. Each may be left empty; the figures that need it then can't be drawn.
type Sources struct {
	Samples []Sample                               // Figure 4
	Open    func(file string) (image.Image, error) // reads "class/name", for the images with the highest loss
}

// ErrNoImages says that a figure takes images that Sources lack, so that it can't be drawn.
var ErrNoImages = errors.New("no images at hand: name their folder with --data")

// curveFigures are the paper's figures of learning curves.
var curveFigures = map[int]struct {
	table    int
	accuracy bool
}{6: {1, false}, 7: {1, true}, 8: {2, false}, 9: {2, true}, 10: {5, false}, 11: {5, true}, 12: {6, false}, 13: {6, true}}

// Figure is figure id of the paper, 1 to 13, from our own results.
func (b *Book) Figure(id int, s Sources) (*Figure, error) {
	switch id {
	case 1:
		return Approaches(), nil
	case 2:
		return architectureOf("figure2", "vgg16", 1)
	case 3:
		return architectureOf("figure3", "resnet50", 5)
	case 4:
		if len(s.Samples) == 0 {
			return nil, fmt.Errorf("figure4: %w", ErrNoImages)
		}
		return Samples(s.Samples), nil
	case 5:
		return FoldScheme(paper.FoldSizes[:]), nil
	}
	what, ok := curveFigures[id]
	if !ok {
		return nil, fmt.Errorf("paper has no figure %d: name one of 1 to 13", id)
	}
	t, err := paper.TableOf(what.table)
	if err != nil {
		return nil, err
	}
	var runs []*run.Run
	var panels []string
	for _, row := range t.Rows {
		panels = append(panels, strconv.Itoa(row.Trainable))
		for _, m := range b.Measurements(row) {
			runs = append(runs, m.Runs...)
		}
	}
	quantity, floor := "Loss", fmt.Sprintf(" Losses below %g are drawn there.", lossFloor)
	f := Curves(runs...).Panels(panels...).Epochs(t.Epochs)
	if what.accuracy {
		quantity, floor = "Accuracy", ""
		f.Accuracy()
	}
	return f.Named(fmt.Sprintf("figure%d", id), fmt.Sprintf(
		"%s per epoch, %s, %d epochs, %s trainable layers. Lines are means over seeds, bands reach from the smallest to the largest value; a line without a band is of one seed.%s",
		quantity, paper.ModelName(t.Model), t.Epochs, list(panels), floor)).Figure()
}

func architectureOf(name, model string, table int) (*Figure, error) {
	setup, err := paper.Catalog("").Resolve(paper.Config(model, 1), paper.Classes)
	if err != nil {
		return nil, err
	}
	rows, err := paper.Rows(table)
	if err != nil {
		return nil, err
	}
	var trainable []int
	for _, row := range rows {
		trainable = append(trainable, row.Trainable)
	}
	return Architecture(name, paper.ModelName(model), Blocks(setup.Model), trainable), nil
}

// OwnFigures are the figures that the paper lacks: accuracy and time against the number of trainable layers, and for
// the first run of each network its confusion matrix and the images with its highest losses.
func (b *Book) OwnFigures(s Sources) ([]*Figure, error) {
	var all []*Figure
	add := func(f *Figure, err error) error {
		if err == nil {
			all = append(all, f)
		}
		return err
	}
	if err := add(b.AccuracyFigure("accuracy-holdout", 1, 2, 5, 6)); err != nil {
		return nil, err
	}
	if err := add(b.AccuracyFigure("accuracy-folds", 3, 4, 7, 8)); err != nil {
		return nil, err
	}
	if err := add(b.TimeFigure("time", 1, 2, 5, 6)); err != nil {
		return nil, err
	}
	for _, table := range []int{1, 5} {
		if r := b.first(table); r != nil {
			of, err := RunFigures(r, r.Config.Model, s)
			if err != nil {
				return nil, err
			}
			all = append(all, of...)
		}
	}
	return all, nil
}

// RunFigures are the figures of one finished run, under names that end in name: its confusion matrix, and where its
// predictions were recorded the images with its highest losses.
func RunFigures(r *run.Run, name string, s Sources) ([]*Figure, error) {
	confusion, err := Confusion("confusion-"+name, r)
	if err != nil || len(r.Result.Predictions) == 0 {
		return []*Figure{confusion}, err
	}
	caption := fmt.Sprintf("Test images with the highest loss: %s.", about(r))
	if s.Open == nil {
		return []*Figure{confusion, {Name: "worst-" + name, Caption: caption}}, nil
	}
	samples, err := Worst(r, 12, s.Open)
	return []*Figure{confusion, Gallery("worst-"+name, caption, samples)}, err
}

// RunCurves are the learning curves of one run, its loss and its accuracy, under names that end in name.
func RunCurves(r *run.Run, name string) ([]*Figure, error) {
	loss, err := Curves(r).Named("loss-"+name, fmt.Sprintf("Loss by epoch: %s. Losses below %g are drawn there.", about(r), lossFloor)).Figure()
	if err != nil {
		return nil, err
	}
	accuracy, err := Curves(r).Accuracy().Named("accuracy-"+name, fmt.Sprintf("Accuracy by epoch: %s.", about(r))).Figure()
	return []*Figure{loss, accuracy}, err
}

// first is the first finished run of a table, nil if there is none.
func (b *Book) first(table int) *run.Run {
	rows, _ := paper.Rows(table)
	for _, row := range rows {
		for _, m := range b.Measurements(row) {
			if m.Runs[0].Result != nil {
				return m.Runs[0]
			}
		}
	}
	return nil
}

// list joins words: "6, 16, 26 and 38".
func list(words []string) string {
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			out += " and "
		default:
			out += ", "
		}
		out += w
	}
	return out
}
