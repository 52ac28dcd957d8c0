package fit

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/optimizer"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/split"
)

// Setup is what a configuration means: the network, what of it is trained, where its frozen prefix ends, by which rule.
type Setup struct {
	Config run.Config // with its defaults
	Head   string     // layers of the head
	Model  *network.Model
	Mask   network.Mask
	Cut    network.Cut
	Rule   *optimizer.Rule
	Loss   network.Loss // its class weights are those of the training images, which Resolve does not know
}

// Resolve works out what a configuration means for images of that many classes. Its error says which setting is wrong.
func (c Catalog) Resolve(config run.Config, classes int) (*Setup, error) {
	s := &Setup{Config: config.WithDefaults()}
	given, config := config, s.Config
	if config.Epochs < 1 || config.Batch < 1 {
		return nil, fmt.Errorf("%d epochs in batches of %d: both must be at least 1", config.Epochs, config.Batch)
	}
	s.Head = c.Head(config.Model, config.Head)
	var err error
	if s.Model, err = network.New(config.Model, config.Image.Size, s.Head, classes); err != nil {
		return nil, err
	}
	if s.Mask, err = s.Model.ParseMask(config.Trainable); err != nil {
		return nil, err
	}
	if _, learned := s.Model.Parameters(s.Mask); learned == 0 {
		return nil, fmt.Errorf("trainable %s: no layer with weights is among them, so nothing would be trained; 1 trains the output", config.Trainable)
	}
	s.Cut = s.Model.Cut(s.Mask)
	if err := dataset.CheckInterpolation(config.Image.Interpolation); err != nil {
		return nil, err
	}
	if s.Rule, err = optimizer.New(config.Optimizer); err != nil {
		return nil, err
	}
	if err := cmp.Or(checkUnused(given.Optimizer, config.Optimizer), checkLoss(config)); err != nil {
		return nil, err
	}
	s.Loss.Smoothing = config.LabelSmoothing
	if err := checkSplit(config.Split); err != nil {
		return nil, err
	}
	return s, nil
}

// checkSplit refuses a split that no images can have.
func checkSplit(s run.Split) error {
	switch s.Kind {
	case "holdout":
		if !(s.TestSize > 0 && s.TestSize < 1) {
			return fmt.Errorf("test size %g: give a share of the images between 0 and 1, such as 0.2", s.TestSize)
		}
		return nil
	case "kfold", "stratified":
		if s.Folds < 2 || s.Fold < 1 || s.Fold > s.Folds {
			return fmt.Errorf("fold %d of %d: there are two folds or more, and they are numbered from 1", s.Fold, s.Folds)
		}
		return nil
	case "folders":
		return nil
	case "":
		return fmt.Errorf("split has folds but no kind: choose kfold or stratified")
	}
	return fmt.Errorf("split %q: choose holdout, kfold, stratified or folders", s.Kind)
}

// Split divides images by the classes of all of them, or by the parts that their folders give: the training images and
// the test images.
func (s *Setup) Split(labels []int, parts []string) (train, test []int, err error) {
	k, seed := s.Config.Split, s.Config.Seeds.Split
	var folds []split.Fold
	switch k.Kind {
	case "holdout":
		return split.HoldOut(len(labels), k.TestSize, seed)
	case "folders":
		return byFolders(parts)
	case "kfold":
		folds, err = split.Folds(len(labels), k.Folds, seed)
	default:
		folds, err = split.StratifiedKFold{N: k.Folds, Shuffle: true, Seed: seed}.Split(labels)
	}
	if err != nil {
		return nil, nil, err
	}
	return folds[k.Fold-1].Train, folds[k.Fold-1].Test, nil
}

// byFolders takes the parts that folders give. Where there is no test folder, the validation images are tested on;
// where there are both, those take no part.
func byFolders(parts []string) (train, test []int, err error) {
	if parts == nil {
		return nil, nil, errors.New("split folders: the images have no folders train, and val or test")
	}
	of := map[string][]int{}
	for i, p := range parts {
		of[p] = append(of[p], i)
	}
	test = of[dataset.Test]
	if test == nil {
		test = of[dataset.Validation]
	}
	if of[dataset.Train] == nil || test == nil {
		return nil, nil, errors.New("split folders: no image is left to train or to test on")
	}
	return of[dataset.Train], test, nil
}

// Trained are the names of the layers whose weights are trained, in table order.
func (s *Setup) Trained() (names []string) {
	for i, l := range s.Model.Layers {
		if s.Mask[i] && len(l.Params) > 0 {
			names = append(names, l.Name)
		}
	}
	return names
}
