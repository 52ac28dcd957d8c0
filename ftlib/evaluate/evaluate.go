// Package evaluate evaluates the network of a finished run on images whose class is known: the test images that the run
// has recorded, or those of another folder.
//
//	a, err := evaluate.Run(ctx, session, "results/runs/mine", "photos-of-next-year")
//	m, err := a.Metrics()
//	fmt.Println(m.Accuracy.Value, m.Accuracy.Low, m.Accuracy.High)
//	err = a.Save("evaluated")
package evaluate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

// Answers are what a network makes of images whose class is known.
type Answers struct {
	Run     *run.Run
	Root    string // the folder of the images
	Classes []string
	Images  []Image
	Unread  []Unread

	Unknown []string // sub-folders of Root that are named like none of the classes
	Missing []string // classes without an image
	Trained int      // of Images, those that the network was trained on, as far as is recorded
	Changed []string // recorded test images whose files are no longer what they were

	Temperature float64 // that Probabilities are at; 1 unless Rescale was called

	recorded bool // the run's own test images
}

// Image is an image with what the network makes of it.
type Image struct {
	File          string // below Root, with slashes
	Class         int
	Probabilities []float64
}

// Unread is an image that is left out.
type Unread struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// What a program can act on, to be found with errors.Is.
var (
	// ErrNoClass says that no sub-folder is named like a class of the network.
	ErrNoClass = errors.New("no sub-folder is named like a class of the network")
	// ErrDiverged says that the loss of a training is no number any more.
	ErrDiverged = errors.New("has run away, its loss is no number")
	// ErrMoved says that the folder of a run's own images is not where it was.
	ErrMoved = errors.New("the images of the run are not there")
)

// batch is how many images go through the network at once.
const batch = 16

// Run evaluates the network of the run in dir on the images of a folder with a sub-folder for each class, found by its
// name; without a folder on the test images that the run has recorded.
func Run(ctx context.Context, s *fit.Session, dir, data string) (*Answers, error) {
	return evaluated(ctx, s, dir, data, "")
}

// Recorded evaluates the network on the test images that its run has recorded, where their folder is another one now.
func Recorded(ctx context.Context, s *fit.Session, dir, root string) (*Answers, error) {
	return evaluated(ctx, s, dir, "", root)
}

func evaluated(ctx context.Context, s *fit.Session, dir, data, root string) (*Answers, error) {
	a, err := list(ctx, s, dir, data, root)
	if err != nil {
		return nil, err
	}
	if err := a.evaluate(ctx, s); err != nil {
		return nil, err
	}
	return a, nil
}

// open puts the network of the run onto the device.
func (a *Answers) open(ctx context.Context, s *fit.Session) (*predict.Classifier, error) {
	source, err := predict.Run(a.Run.Dir)
	if err != nil {
		return nil, err
	}
	if !source.Sealed {
		progress.Infof(s.Progress, "%s: whether these are its weights is not known, it is of an older version",
			source.Path)
	}
	if err := a.Run.Unchanged(); err != nil { // else the network would be another one than the record's
		return nil, err
	}
	if len(a.Images) == 0 {
		return nil, fmt.Errorf("%s: %w", a.Root, metrics.ErrNoImages)
	}
	return predict.New(ctx, s, source, min(batch, len(a.Images)))
}

// evaluate fills in the probabilities.
func (a *Answers) evaluate(ctx context.Context, s *fit.Session) error {
	c, err := a.open(ctx, s)
	if err != nil {
		return err
	}
	defer c.Close()
	bar := progress.Begin(s.Progress, "evaluating images", int64(len(a.Images)), "images")
	defer bar.Abort()
	var read []Image
	err = c.Files(ctx, a.paths(), func(i int, p []float32, unread error) error {
		bar.Add(1)
		if unread != nil {
			return a.leaveOut(s, i, unread)
		}
		image := a.Images[i]
		for _, v := range p {
			image.Probabilities = append(image.Probabilities, float64(v))
		}
		read = append(read, image)
		return nil
	})
	if err != nil {
		return err
	}
	bar.Done()
	if a.Images = read; len(read) == 0 {
		return fmt.Errorf("%s: %w: none can be read", a.Root, metrics.ErrNoImages)
	}
	return a.recognize()
}

// leaveOut notes an image that cannot be read, or returns why where all are to be.
func (a *Answers) leaveOut(s *fit.Session, i int, unread error) error {
	if s.Strict {
		return unread
	}
	progress.Warnf(s.Progress, "left out: %v", unread)
	a.Unread = append(a.Unread, Unread{a.Images[i].File, unread.Error()})
	return nil
}

// paths are where the images are on disk.
func (a *Answers) paths() []string {
	paths := make([]string, len(a.Images))
	for i, image := range a.Images {
		paths[i] = filepath.Join(a.Root, filepath.FromSlash(image.File))
	}
	return paths
}

// truth is the class of each image and what the network gives for it.
func (a *Answers) truth() (classes []int, probabilities [][]float64) {
	for _, image := range a.Images {
		classes, probabilities = append(classes, image.Class), append(probabilities, image.Probabilities)
	}
	return classes, probabilities
}

// Metrics are the measures of the answers.
func (a *Answers) Metrics() (*metrics.Summary, error) {
	truth, probabilities := a.truth()
	return metrics.Of(a.Classes, truth, probabilities)
}

// Fit is the temperature at which the loss of these images is the least.
func (a *Answers) Fit() (float64, error) {
	truth, probabilities := a.truth()
	return metrics.FitTemperature(len(a.Classes), truth, probabilities)
}

// Rescale brings probabilities from temperature 1 to another, above 0, which changes no guess.
func (a *Answers) Rescale(temperature float64) error {
	if !(temperature > 0) || math.IsInf(temperature, 1) {
		return fmt.Errorf("temperature %g: give a number above 0", temperature)
	}
	a.Temperature = temperature
	for i := range a.Images {
		a.Images[i].Probabilities = metrics.AtTemperature(a.Images[i].Probabilities, temperature)
	}
	return nil
}
