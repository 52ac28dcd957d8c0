// Package run is the record of one training: its configuration, its history and its result, kept in one folder.
package run

import (
	"math"
	"strconv"
	"strings"
)

// Config is everything needed to repeat a run. It is stored as config.json in the run folder. What is left zero stands
// for its default, which [Config.WithDefaults] writes out; seeds and Data have none.
type Config struct {
	Model     string `json:"model" yaml:"model"`         // "vgg16" or "resnet50"
	Head      string `json:"head" yaml:"head"`           // layers above the base, such as "avg,512,drop0.5,256,drop0.5"; "" is the network's own
	Trainable string `json:"trainable" yaml:"trainable"` // last N layers ("6"), names or globs ("block5_*,fc1"), "head" or "all"
	Weights   string `json:"weights" yaml:"weights"`     // "imagenet", "random" or a file
	// folder of a finished run whose weights are the first ones; Weights are those it has
	From string `json:"from,omitempty" yaml:"from,omitempty"`
	// a folder with one sub-folder a class, or a name that the caller has registered
	Data      string    `json:"data" yaml:"data"`
	Image     Image     `json:"image" yaml:"image"`
	Split     Split     `json:"split" yaml:"split"`
	Seeds     Seeds     `json:"seeds" yaml:"seeds"`
	Optimizer Optimizer `json:"optimizer" yaml:"optimizer"`
	Batch     int       `json:"batch" yaml:"batch"` // images a step
	Epochs    int       `json:"epochs" yaml:"epochs"`

	Schedule      Schedule      `json:"schedule,omitzero" yaml:"schedule,omitempty"`
	EarlyStopping EarlyStopping `json:"early_stopping,omitzero" yaml:"early_stopping,omitempty"`
	// of the finished run, to go on for more epochs
	KeepState bool `json:"keep_state,omitempty" yaml:"keep_state,omitempty"`

	// Augment varies the training images at random as Keras' layers do: "flip,rotation=0.1,zoom=0.2", see package augment.
	Augment string `json:"augment,omitempty" yaml:"augment,omitempty"`
	// AugmentCopies is how many variants of each image are put through the frozen prefix once; each epoch takes one of
	// them or the image itself. Live puts fresh ones through in each epoch.
	AugmentCopies Copies `json:"augment_copies,omitempty" yaml:"augment_copies,omitempty"`

	// FreezeBatchNorm lets trained batch norms run on their moving statistics, which stay, as Keras' base(x,
	// training=False) does; gamma and beta are trained.
	FreezeBatchNorm bool `json:"freeze_batch_norm,omitempty" yaml:"freeze_batch_norm,omitempty"`
	// Rates multiply the learning rate of layers, as in "conv5_block1=0.1,head=2": names, globs, blocks or head.
	Rates string `json:"rates,omitempty" yaml:"rates,omitempty"`

	// ClassWeight multiplies the training loss of an image: "balanced" as scikit-learn computes it, or "cat=2.5,dog=1",
	// where a class that is not named has 1.
	ClassWeight string `json:"class_weight,omitempty" yaml:"class_weight,omitempty"`
	// share of a label that all classes get
	LabelSmoothing float64 `json:"label_smoothing,omitempty" yaml:"label_smoothing,omitempty"`
}

// Image says how a file becomes the network's input.
type Image struct {
	Exif          bool   `json:"exif,omitempty" yaml:"exif,omitempty"` // rotated as the camera noted; Keras does not
	Size          int    `json:"size" yaml:"size"`                     // pixels, both sides
	Interpolation string `json:"interpolation" yaml:"interpolation"`   // "nearest" (the default of Keras' load_img), "bilinear", "bicubic", "box", "hamming" or "lanczos"
}

// Split says which images are trained on and which are tested on. With validation images the history has what the
// network makes of them, and the test images are looked at once, at the end.
type Split struct {
	// Kind is "holdout", "kfold", "stratified", or "folders": given by folders train, val and test; or the shares of
	// training, validation and test images, stratified, such as "80/10/10" or "80/20".
	Kind     string  `json:"kind" yaml:"kind"`
	TestSize float64 `json:"test_size,omitempty" yaml:"test_size,omitempty"` // hold-out: share of the images, as scikit-learn rounds it; else 0
	Folds    int     `json:"folds,omitempty" yaml:"folds,omitempty"`         // k-fold, stratified: number of folds, at least 2; else 0
	Fold     int     `json:"fold,omitempty" yaml:"fold,omitempty"`           // k-fold, stratified: this run's test fold, 1 to Folds; else 0

	// Validation is the share of what is not tested on that is validated on; shares have theirs in their kind.
	Validation float64 `json:"validation,omitempty" yaml:"validation,omitempty"`

	// Groups keeps images together that must not be on two sides, such as those of one patient: a CSV file with columns
	// file and group, or a regular expression whose first part in parentheses is, of a file's name, the group.
	Groups string `json:"groups,omitempty" yaml:"groups,omitempty"`
}

// Shares are those of training, validation and test images that a kind such as "80/10/10" gives, which add up to 1; ok
// is false for other kinds.
func (s Split) Shares() (train, validation, test float64, ok bool) {
	words := strings.Split(s.Kind, "/")
	if len(words) != 2 && len(words) != 3 {
		return 0, 0, 0, false
	}
	var parts []float64
	sum := 0.
	for _, word := range words {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil || !(v > 0) || math.IsInf(v, 0) {
			return 0, 0, 0, false
		}
		parts, sum = append(parts, v), sum+v
	}
	if len(parts) == 3 {
		validation = parts[1] / sum
	}
	return parts[0] / sum, validation, parts[len(parts)-1] / sum, true
}

// Validates says whether the split itself leaves images to validate on; folders may give some besides.
func (s Split) Validates() bool {
	_, share, _, _ := s.Shares()
	return share > 0 || s.Validation > 0
}

// Seeds are separate so that one source of chance can be varied with the others held still. 0 is a seed like any other.
type Seeds struct {
	// shuffling and splitting the images (NumPy's MT19937)
	Split   uint32 `json:"split" yaml:"split"`
	Shuffle uint32 `json:"shuffle" yaml:"shuffle"` // order of the images in each epoch
	// head weights, and the base's where they are random
	Init    uint32 `json:"init" yaml:"init"`
	Dropout uint32 `json:"dropout" yaml:"dropout"`                     // dropout masks
	Augment uint32 `json:"augment,omitempty" yaml:"augment,omitempty"` // variants of the images
}

// Optimizer names the update rule and its constants, those that the rule has; the others are 0.
type Optimizer struct {
	Name         string  `json:"name" yaml:"name"` // "adam", "adamw", "adadelta", "rmsprop" or "sgd"
	LearningRate float64 `json:"learning_rate" yaml:"learning_rate"`
	Rho          float64 `json:"rho,omitempty" yaml:"rho,omitempty"`
	Beta1        float64 `json:"beta_1,omitempty" yaml:"beta_1,omitempty"`
	Beta2        float64 `json:"beta_2,omitempty" yaml:"beta_2,omitempty"`
	Epsilon      float64 `json:"epsilon,omitempty" yaml:"epsilon,omitempty"`
	Momentum     float64 `json:"momentum,omitempty" yaml:"momentum,omitempty"` // sgd, rmsprop
	Nesterov     bool    `json:"nesterov,omitempty" yaml:"nesterov,omitempty"` // sgd

	// What any rule can have beside it, as in Keras.
	// decoupled: share of a weight, times the rate, lost each step
	WeightDecay float64 `json:"weight_decay,omitempty" yaml:"weight_decay,omitempty"`
	// largest norm of a tensor's gradient
	ClipNorm       float64 `json:"clipnorm,omitempty" yaml:"clipnorm,omitempty"`
	GlobalClipNorm float64 `json:"global_clipnorm,omitempty" yaml:"global_clipnorm,omitempty"`
}

// Schedule changes the learning rate in the course of a training, as Keras does. Numbers that its kind does not have
// are 0.
type Schedule struct {
	// Kind is "cosine" (CosineDecay over all epochs), "step" (ExponentialDecay by a staircase) or "plateau"
	// (ReduceLROnPlateau); "" leaves the rate as it is.
	Kind string `json:"kind" yaml:"kind"`
	// cosine: epochs at first in which the rate rises from 0
	Warmup int `json:"warmup,omitempty" yaml:"warmup,omitempty"`
	// cosine: share of the rate that is left in the end
	Alpha float64 `json:"alpha,omitempty" yaml:"alpha,omitempty"`
	// step: epochs after which the rate is multiplied by Factor
	Every    int     `json:"every,omitempty" yaml:"every,omitempty"`
	Factor   float64 `json:"factor,omitempty" yaml:"factor,omitempty"`       // step, plateau
	Monitor  string  `json:"monitor,omitempty" yaml:"monitor,omitempty"`     // plateau: a column of the history
	Patience int     `json:"patience,omitempty" yaml:"patience,omitempty"`   // plateau: epochs without improvement
	MinDelta float64 `json:"min_delta,omitempty" yaml:"min_delta,omitempty"` // plateau: least improvement that counts
	// plateau: epochs before patience begins again
	Cooldown int     `json:"cooldown,omitempty" yaml:"cooldown,omitempty"`
	MinRate  float64 `json:"min_lr,omitempty" yaml:"min_lr,omitempty"` // plateau: the rate does not fall below
}

// EarlyStopping ends a training that does not improve any more, and goes back to the weights of its best epoch, as
// Keras' callback with restore_best_weights does. Patience 0 is none.
type EarlyStopping struct {
	Patience int     `json:"patience" yaml:"patience"`                       // epochs without improvement
	Monitor  string  `json:"monitor" yaml:"monitor"`                         // "val_loss" or "val_accuracy"
	MinDelta float64 `json:"min_delta,omitempty" yaml:"min_delta,omitempty"` // least improvement that counts
	// epochs before the best is looked for; of a training of no more, the last counts
	Start int `json:"start_from_epoch,omitempty" yaml:"start_from_epoch,omitempty"`
}
