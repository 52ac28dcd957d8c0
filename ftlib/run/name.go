package run

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

func slug(s string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "-"), "-")
}

// Name names a run folder after the settings: network, trained layers, split and seed always, the epochs and a digest
// of all settings where others differ from the base's, whose network and data do not count.
//
//	vgg16-n3-holdout-seed1          as the base
//	resnet50-n6-fold2of5-seed1      the second of five folds
//	resnet50-n6-holdout-seed1-e100  another number of epochs
//	vgg16-n3-holdout-seed1-x1f0c9a  some other setting differs
//
// Runs are selected by their configuration, never by this name.
func Name(c, base Config) string {
	c, base = c.WithDefaults(), base.WithDefaults()
	c.KeepState, base.KeepState = false, false // which trains the same
	trainable := slug(c.Trainable)
	if _, err := strconv.Atoi(c.Trainable); err == nil {
		trainable = "n" + trainable
	}
	split := c.Split.Kind
	switch c.Split.Kind {
	case "kfold":
		split = fmt.Sprintf("fold%dof%d", c.Split.Fold, c.Split.Folds)
	case "stratified":
		split = fmt.Sprintf("stratified%dof%d", c.Split.Fold, c.Split.Folds)
	}
	name := fmt.Sprintf("%s-%s-%s-seed%d", slug(c.Model), trainable, slug(split), c.Seeds.Init)
	if c.Epochs != base.Epochs {
		name += fmt.Sprintf("-e%d", c.Epochs)
	}
	if other(c, base) {
		text, _ := json.Marshal(c) // plain fields: can't fail
		name += fmt.Sprintf("-x%x", sha256.Sum256(text))[:8]
	}
	return name
}

// other says whether a setting that the name doesn't show differs from the base's.
func other(c, base Config) bool {
	base.Model, base.Data, base.Trainable, base.Epochs = c.Model, c.Data, c.Trainable, c.Epochs
	base = base.WithSeed(c.Seeds.Init)
	if c.Split.Kind != "holdout" {
		base.Split.Kind, base.Split.TestSize = c.Split.Kind, c.Split.TestSize
		base.Split.Folds, base.Split.Fold = c.Split.Folds, c.Split.Fold
	}
	return c != base
}

// WithSeed draws shuffling, first weights and dropout from one seed. The split keeps its own.
func (c Config) WithSeed(seed uint32) Config {
	c.Seeds.Shuffle, c.Seeds.Init, c.Seeds.Dropout = seed, seed, seed
	return c
}
