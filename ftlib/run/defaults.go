package run

import "cmp"

// Default is a configuration with a default for everything but the images: a new head on ResNet50, a fifth of the
// images held out.
func Default() Config {
	return Config{Seeds: Seeds{Split: 2, Shuffle: 1, Init: 1, Dropout: 1}}.WithDefaults()
}

// ForImages is a configuration for images of one's own, by the kind of their split, "" for 80/10/10: up to 50 epochs,
// of which the one that is the best on the validation images is kept. Images in folders must have validation images of
// their own, or a share given.
func ForImages(kind string) Config {
	c := Default()
	c.Split = Split{Kind: cmp.Or(kind, "80/10/10")}
	switch c.Split.Kind {
	case "holdout", "kfold", "stratified":
		c.Split.Validation = 0.1
	}
	c.Split = c.Split.WithDefaults()
	if c.Split.Validates() || kind == "folders" {
		c.Epochs, c.EarlyStopping = 50, EarlyStopping{Patience: 8, Monitor: "val_loss"}
	}
	return c
}

// The least steps that ForCount leaves a training.
const (
	fewestSteps   = 1000
	leastPatience = 200 // without improvement
	leastBest     = 100 // before the best epoch is looked for
)

// enoughForBlock is the number of training images from which ForCount trains the last block.
const enoughForBlock = 500

// ForCount is a configuration of ForImages for so many training images.
//
// Where an epoch is only a few steps, as many epochs as it says would end a training that has hardly begun: they become
// as many as make a thousand steps, and two hundred without improvement. Few validation images may like the very first
// epochs best, by chance: the best is looked for after a hundred steps.
//
// From 500 images on, ResNet50 trains its last block with the head, the batch norms on their moving statistics. Fewer
// images would be learned by heart.
func (c Config) ForCount(images int) Config {
	batch := c.WithDefaults().Batch
	steps := max(1, (images+batch-1)/batch) // of an epoch
	c.Epochs = max(c.Epochs, (fewestSteps+steps-1)/steps)
	if c.EarlyStopping.Patience > 0 {
		c.EarlyStopping.Patience = max(c.EarlyStopping.Patience, (leastPatience+steps-1)/steps)
		c.EarlyStopping.Start = max(c.EarlyStopping.Start, (leastBest-1)/steps)
	}
	if images >= enoughForBlock && c.Model == "resnet50" && c.Trainable == "head" {
		c.Trainable, c.FreezeBatchNorm = "conv5_block3,head", true
	}
	return c
}

// WithDefaults writes out what a zero stands for, and sets to zero what the kind of split and the optimizer do not use,
// so that two configurations that train the same compare equal. It is the only place where defaults stand. The
// optimizer's are those of Keras.
func (c Config) WithDefaults() Config {
	c.Model = cmp.Or(c.Model, "resnet50")
	c.Trainable = cmp.Or(c.Trainable, "head")
	c.Weights = cmp.Or(c.Weights, "imagenet")
	c.Image.Size = cmp.Or(c.Image.Size, 224)
	c.Image.Interpolation = cmp.Or(c.Image.Interpolation, "nearest")
	c.Batch = cmp.Or(c.Batch, 32)
	c.Epochs = cmp.Or(c.Epochs, 20)
	c.Split = c.Split.WithDefaults()
	c.Optimizer = c.Optimizer.withDefaults()
	c.Schedule = c.Schedule.withDefaults()
	if c.Augment == "" {
		c.AugmentCopies, c.Seeds.Augment = 0, 0
	} else {
		c.AugmentCopies = cmp.Or(c.AugmentCopies, 4)
	}
	if c.EarlyStopping.Patience == 0 {
		c.EarlyStopping = EarlyStopping{}
	} else {
		c.EarlyStopping.Monitor = cmp.Or(c.EarlyStopping.Monitor, "val_loss")
	}
	return c
}

// WithDefaults is that of a split alone.
func (s Split) WithDefaults() Split {
	if s.Kind == "" && s.Folds == 0 && s.Fold == 0 { // folds without a kind could be either of two
		s.Kind = "holdout"
	}
	used := Split{Kind: s.Kind, Validation: s.Validation, Groups: s.Groups}
	switch s.Kind {
	case "holdout":
		used.TestSize = cmp.Or(s.TestSize, 0.2)
	case "folders":
	case "kfold", "stratified":
		used.Folds, used.Fold = cmp.Or(s.Folds, 5), cmp.Or(s.Fold, 1)
	default:
		if _, _, _, ok := s.Shares(); !ok {
			return s
		}
	}
	return used
}

func (o Optimizer) withDefaults() Optimizer {
	o.Name = cmp.Or(o.Name, "adam")
	rate, epsilon := 0.001, 1e-7
	var used Optimizer // of what only some rules have
	switch o.Name {
	case "adamw":
		o.WeightDecay = cmp.Or(o.WeightDecay, 0.004)
		fallthrough
	case "adam":
		used.Beta1, used.Beta2 = cmp.Or(o.Beta1, 0.9), cmp.Or(o.Beta2, 0.999)
	case "adadelta":
		used.Rho = cmp.Or(o.Rho, 0.95)
	case "rmsprop":
		used.Rho, used.Momentum = cmp.Or(o.Rho, 0.9), o.Momentum
	case "sgd":
		used.Momentum, used.Nesterov = o.Momentum, o.Nesterov
		rate, epsilon = 0.01, 0
	default:
		used = o
	}
	o.Rho, o.Beta1, o.Beta2, o.Momentum, o.Nesterov = used.Rho, used.Beta1, used.Beta2, used.Momentum, used.Nesterov
	o.LearningRate = cmp.Or(o.LearningRate, rate)
	if o.Epsilon = cmp.Or(o.Epsilon, epsilon); o.Name == "sgd" {
		o.Epsilon = 0
	}
	return o
}

func (s Schedule) withDefaults() Schedule {
	used := Schedule{Kind: s.Kind}
	switch s.Kind {
	case "cosine":
		used.Warmup, used.Alpha = s.Warmup, s.Alpha
	case "step":
		used.Every, used.Factor = cmp.Or(s.Every, 10), cmp.Or(s.Factor, 0.1)
	case "plateau":
		used.Monitor, used.Factor = cmp.Or(s.Monitor, "val_loss"), cmp.Or(s.Factor, 0.1)
		used.Patience, used.MinDelta = cmp.Or(s.Patience, 10), cmp.Or(s.MinDelta, 1e-4)
		used.Cooldown, used.MinRate = s.Cooldown, s.MinRate
	case "":
	default:
		return s
	}
	return used
}
