package run

import "testing"

// TestForImages checks that early stopping has images to decide by, for every kind of split.
func TestForImages(t *testing.T) {
	for _, kind := range []string{"", "70/15/15", "80/20", "holdout", "kfold", "stratified", "folders"} {
		c := ForImages(kind)
		stops := c.EarlyStopping.Patience > 0
		if want := kind != "80/20"; stops != want || stops && !c.Split.Validates() && kind != "folders" {
			t.Errorf("%q: %+v", kind, c)
		}
		if c != c.WithDefaults() {
			t.Errorf("%q: %+v has not all its defaults", kind, c)
		}
	}
	if c := ForImages("").Split.Kind; c != "80/10/10" {
		t.Error(c)
	}
}

// TestDefaultsOfOptimizers has Keras' constants, and none that a rule does not have.
func TestDefaultsOfOptimizers(t *testing.T) {
	for _, want := range []Optimizer{
		{Name: "adam", LearningRate: 0.001, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7},
		{Name: "adamw", LearningRate: 0.001, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7, WeightDecay: 0.004},
		{Name: "adadelta", LearningRate: 0.001, Rho: 0.95, Epsilon: 1e-7},
		{Name: "rmsprop", LearningRate: 0.001, Rho: 0.9, Epsilon: 1e-7},
		{Name: "sgd", LearningRate: 0.01},
	} {
		if got := (Config{Optimizer: Optimizer{Name: want.Name}}).WithDefaults().Optimizer; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// TestForCount gives a small set as many steps as a training takes, and trains the last block of a large one.
func TestForCount(t *testing.T) {
	for images, want := range map[int][3]int{32: {1000, 200, 99}, 560: {56, 12, 5}, 2400: {50, 8, 1}, 0: {1000, 200, 99}} {
		c := ForImages("").ForCount(images)
		if got := [3]int{c.Epochs, c.EarlyStopping.Patience, c.EarlyStopping.Start}; got != want {
			t.Errorf("%d images: epochs, patience and start %v, want %v", images, got, want)
		}
		if block := c.Trainable == "conv5_block3,head" && c.FreezeBatchNorm; block != (images >= 500) {
			t.Errorf("%d images: trains %s", images, c.Trainable)
		}
	}
	if c := (Config{}).ForCount(32); c.Epochs != 1000 { // a batch of zero is the default
		t.Errorf("%d epochs", c.Epochs)
	}
	few := Config{Model: "vgg16"}.WithDefaults()
	if c := few.ForCount(1000); c.Trainable != "head" || c.FreezeBatchNorm {
		t.Errorf("vgg16 trains %s", c.Trainable)
	}
}
