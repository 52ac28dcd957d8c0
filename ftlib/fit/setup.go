package fit

import (
	"cmp"
	"fmt"

	"github.com/finetune-go/ft/ftlib/augment"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/optimizer"
	"github.com/finetune-go/ft/ftlib/run"
)

// Setup is what a configuration means: the network, what of it is trained, where its frozen prefix ends, by which rule.
type Setup struct {
	Config  run.Config // with its defaults
	Head    string     // layers of the head
	Model   *network.Model
	Mask    network.Mask
	Cut     network.Cut
	Rule    *optimizer.Rule
	Augment augment.Pipeline // nil where images are taken as they are
	Rates   []float64        // what the learning rate of each layer is multiplied by; nil where all are 1
	Loss    network.Loss     // its class weights are those of the training images, which Resolve does not know
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
		return nil, fmt.Errorf("trainable %s: no layer with weights is among them, so nothing would be trained; 1 "+
			"trains the output", config.Trainable)
	}
	s.Cut = s.Model.Cut(s.Mask)
	if err := dataset.CheckInterpolation(config.Image.Interpolation); err != nil {
		return nil, err
	}
	if s.Rule, err = optimizer.New(config.Optimizer); err != nil {
		return nil, err
	}
	if s.Rates, err = layerRates(s.Model, s.Mask, config.Rates); err != nil {
		return nil, err
	}
	if s.Augment, err = augmentation(given, config); err != nil {
		return nil, err
	}
	if err := cmp.Or(checkSplit(config.Split), checkUnused(given.Optimizer, config.Optimizer),
		checkLoss(config), checkSchedule(given.Schedule, config), checkStopping(given.EarlyStopping, config)); err != nil {
		return nil, err
	}
	s.Loss.Smoothing = config.LabelSmoothing
	return s, nil
}

// fixesNorms says whether trained batch norms stay on their moving statistics.
func (s *Setup) fixesNorms() bool {
	for i, l := range s.Model.Layers {
		if s.Config.FreezeBatchNorm && s.Mask[i] && l.Kind == network.BatchNorm {
			return true
		}
	}
	return false
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
