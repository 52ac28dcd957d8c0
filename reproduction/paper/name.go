package paper

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
)

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

func slug(s string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "-"), "-")
}

// RunName is the name of the folder of a run: one training, one seed, one fold.
//
//	vgg16-n3-holdout-seed1          200 epochs, as most rows of the paper share it
//	resnet50-n6-fold2of5-seed1      the second of five folds
//	resnet50-n6-holdout-seed1-e100  another number of epochs
//	vgg16-n3-holdout-seed1-demo     other data
//	vgg16-n3-holdout-seed1-x1f0c9a  some other setting differs: a digest of the configuration
//
// Runs are selected by their configuration, never by this name.
func RunName(c run.Config) string {
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
	if c.Epochs != LongEpochs {
		name += fmt.Sprintf("-e%d", c.Epochs)
	}
	if c.Data == "demo" {
		name += "-demo"
	}
	if other(c) {
		text, _ := json.Marshal(Normal(c)) // plain fields: can't fail
		name += fmt.Sprintf("-x%x", sha256.Sum256(text))[:8]
	}
	return name
}

// other says whether a setting that the name doesn't show differs from the paper's.
func other(c run.Config) bool {
	want := WithSeed(Config(c.Model, 0), c.Seeds.Init)
	want.Trainable, want.Epochs = c.Trainable, c.Epochs
	if c.Data == "demo" {
		want.Data = c.Data
	}
	if c.Split.Kind != "holdout" {
		want.Split = c.Split
		want.Split.TestSize = 0
		c.Split.TestSize = 0
	}
	return Normal(c) != Normal(want)
}
