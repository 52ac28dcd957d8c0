package report

import (
	"context"
	"fmt"
	"image"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/run"
	paperphotos "github.com/finetune-go/ft/reproduction/images"
	"github.com/finetune-go/ft/reproduction/paper"
)

// Sources is what figures take beside the runs. Each may be left empty; the figures that need it then can't be drawn.
type Sources struct {
	Samples []figure.Sample                        // Figure 4
	Open    func(file string) (image.Image, error) // reads "class/name", for the images with the highest loss
}

// curveFigures are the paper's figures of learning curves.
var curveFigures = map[int]struct {
	table    int
	accuracy bool
}{6: {1, false}, 7: {1, true}, 8: {2, false}, 9: {2, true}, 10: {5, false}, 11: {5, true}, 12: {6, false}, 13: {6,
	true}}

// Figure is figure id of the paper, 1 to 13, from our own results.
func (b *Book) Figure(id int, s Sources) (*figure.Figure, error) {
	switch id {
	case 1:
		return figure.Approaches("figure1"), nil
	case 2:
		return architectureOf("figure2", "vgg16", 1)
	case 3:
		return architectureOf("figure3", "resnet50", 5)
	case 4:
		if len(s.Samples) == 0 {
			return nil, fmt.Errorf("figure4: %w", figure.ErrNoImages)
		}
		return figure.Samples("figure4", s.Samples), nil
	case 5:
		return figure.FoldScheme("figure5", paper.FoldSizes[:]), nil
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
	for _, l := range b.lines(t.ID) {
		panels = append(panels, strconv.Itoa(l.row().Trainable))
		for _, m := range l.seeds() {
			for _, r := range m.runs {
				alike := *r // settings in the row's words, whichever the run's are
				alike.Config = l.row().Configs(m.seed, true)[0]
				runs = append(runs, &alike)
			}
		}
	}
	quantity, floor := "Loss", fmt.Sprintf(" Losses below %[1]g are drawn at %[1]g.", figure.LossFloor)
	f := figure.Curves(runs...).Panels(panels...).Epochs(t.Epochs)
	if what.accuracy {
		quantity, floor = "Accuracy", ""
		f.Accuracy()
	}
	return f.Named(fmt.Sprintf("figure%d", id), fmt.Sprintf(
		"%s per epoch, %s, %d epochs, %s trainable layers. Lines are means over seeds, bands reach from the smallest to "+
			"the largest value; a line without a band is of one seed.%s",
		quantity, paper.ModelName(t.Model), t.Epochs, list(panels), floor)).Figure()
}

func architectureOf(name, model string, table int) (*figure.Figure, error) {
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
	return figure.Architecture(name, paper.ModelName(model), figure.Blocks(setup.Model), trainable), nil
}

// ownFigures are the figures that the paper lacks: accuracy and time against the number of trainable layers, and for
// the first run of each network its confusion matrix and the images with its highest losses.
func (b *Book) ownFigures(s Sources) ([]*figure.Figure, error) {
	all := []*figure.Figure{
		b.accuracyFigure("accuracy-holdout", 1, 2, 5, 6), b.accuracyFigure("accuracy-folds", 3, 4, 7,
			8), b.timeFigure("time", 1, 2, 5, 6),
	}
	for _, id := range []int{1, 5} {
		if r := b.first(id); r != nil {
			of, err := figure.Results(r, r.Config.Model, s.Open)
			if err != nil {
				return nil, err
			}
			all = append(all, of...)
		}
	}
	return all, nil
}

// first is the first finished run of a table whose confusion matrix was recorded, nil if there is none.
func (b *Book) first(table int) *run.Run {
	for _, l := range b.measured(table) {
		for _, m := range l.seeds() {
			if r := m.runs[0]; r.Result != nil && len(r.Result.Confusion) > 0 {
				return r
			}
		}
	}
	return nil
}

// title is how a figure is called in a text: by the paper's number, if it has one.
func title(f *figure.Figure) string {
	if n, ok := strings.CutPrefix(f.Name, "figure"); ok {
		return "Figure " + n
	}
	return "Our own figure"
}

// samplesPerClass is how many images Figure 4 shows of each class.
const samplesPerClass = 4

// PaperImages finds the paper's images for the figures that show some; dataDir is "" for the usual places.
func PaperImages(ctx context.Context, dataDir string) (Sources, error) {
	d, err := paperphotos.Open(ctx, dataDir, nil)
	if err != nil {
		return Sources{}, err
	}
	s := Sources{Open: figure.OpenBelow(d.Root)}
	taken := map[int]int{}
	for i, file := range d.Files {
		if class := d.Labels[i]; taken[class] < samplesPerClass {
			taken[class]++
			img, err := s.Open(file)
			if err != nil {
				return s, err
			}
			s.Samples = append(s.Samples, figure.Sample{Image: img, Class: d.Classes[class]})
		}
	}
	return s, nil
}
