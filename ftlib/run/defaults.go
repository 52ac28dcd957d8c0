package run

import "cmp"

// Default is a configuration with a default for everything but the images: a new head on ResNet50, a fifth of the
// images held out.
func Default() Config {
	return Config{Seeds: Seeds{Split: 2, Shuffle: 1, Init: 1, Dropout: 1}}.WithDefaults()
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
	return c
}

// WithDefaults is that of a split alone.
func (s Split) WithDefaults() Split {
	if s.Kind == "" && s.Folds == 0 && s.Fold == 0 { // folds without a kind could be either of two
		s.Kind = "holdout"
	}
	switch s.Kind {
	case "holdout":
		return Split{Kind: s.Kind, TestSize: cmp.Or(s.TestSize, 0.2)}
	case "folders":
		return Split{Kind: s.Kind}
	case "kfold", "stratified":
		return Split{Kind: s.Kind, Folds: cmp.Or(s.Folds, 5), Fold: cmp.Or(s.Fold, 1)}
	}
	return s
}

func (o Optimizer) withDefaults() Optimizer {
	o.Name = cmp.Or(o.Name, "adam")
	o.LearningRate = cmp.Or(o.LearningRate, 0.001)
	o.Epsilon = cmp.Or(o.Epsilon, 1e-7)
	switch o.Name {
	case "adam":
		o.Beta1, o.Beta2, o.Rho = cmp.Or(o.Beta1, 0.9), cmp.Or(o.Beta2, 0.999), 0
	case "adadelta":
		o.Rho, o.Beta1, o.Beta2 = cmp.Or(o.Rho, 0.95), 0, 0
	}
	return o
}
