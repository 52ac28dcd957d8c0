package figure

import (
	"fmt"
	"image"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
)

// worstImages is how many images with the highest loss are shown of a run.
const worstImages = 12

// Results are the figures of one finished run, under names that end in name: its confusion matrix and the images with
// its highest losses, where they were recorded. open reads the images, as [Worst] has it; without it, or where they are
// not at hand, their figure has a caption and can't be drawn.
func Results(r *run.Run, name string, open func(file string) (image.Image, error)) (figures []*Figure, err error) {
	if r.Result == nil {
		return nil, fmt.Errorf("%s: %w", r.Name(), run.ErrUnfinished)
	}
	if len(r.Result.Confusion) > 0 {
		confusion, err := Confusion("confusion-"+name, r)
		if err != nil {
			return nil, err
		}
		figures = append(figures, confusion)
	}
	if len(r.Result.Predictions) == 0 {
		return figures, nil
	}
	worst := &Figure{Name: "worst-" + name, Caption: fmt.Sprintf("Test images with the highest loss: %s.", about(r))}
	if open != nil {
		if samples, err := Worst(r, worstImages, open); err == nil { // else other images are at hand than the run's
			worst = Gallery(worst.Name, worst.Caption, samples)
		}
	}
	return append(figures, worst), nil
}

// History are the learning curves of one run, its loss and its accuracy, under names that end in name.
func History(r *run.Run, name string) ([]*Figure, error) {
	loss, err := Curves(r).Named("loss-"+name, fmt.Sprintf("Loss by epoch: %s. Losses below %g are drawn there.",
		about(r), LossFloor)).Figure()
	if err != nil {
		return nil, err
	}
	accuracy, err := Curves(r).Accuracy().Named("accuracy-"+name, fmt.Sprintf("Accuracy by epoch: %s.", about(r))).Figure()
	return []*Figure{loss, accuracy}, err
}

// about says what a run is: "VGG16, N = 3, seed 1, 100 epochs".
func about(r *run.Run) string {
	c := r.Config
	return fmt.Sprintf("%s, N = %s, seed %d, %d epochs", network.Title(c.Model), c.Trainable, c.Seeds.Init, len(r.History))
}
