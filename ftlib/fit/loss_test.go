package fit

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestClassWeights has scikit-learn's numbers: compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 1, 2,
// 2]).
func TestClassWeights(t *testing.T) {
	classes, labels := []string{"cat", "dog", "a=b"}, []int{0, 0, 0, 1, 2, 2, 1, 1}
	train := []int{0, 1, 2, 3, 4, 5} // the others are tested on
	for text, want := range map[string][]float32{"": nil, "balanced": {2. / 3, 2, 1}, "dog=2.5": {1, 2.5, 1},
		"a=b=3,cat=0.5": {0.5, 1, 3}} {
		got, err := classWeights(text, classes, labels, train)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", text, got, err, want)
		}
	}
	if got, err := classWeights("balanced", classes, labels, []int{0, 1, 3}); err != nil ||
		!slices.Equal(got, []float32{0.75, 1.5, 1}) {
		t.Errorf("a class without training images: %v %v", got, err)
	}
	if _, err := classWeights("bird=2", classes, labels, train); err == nil || !strings.Contains(err.Error(),
		`no class "bird"`) {
		t.Errorf("an unknown class: %v", err)
	}
}

// TestResolveRefuses has settings that cannot be, each with what is said of it.
func TestResolveRefuses(t *testing.T) {
	for _, c := range []struct {
		change func(*run.Config)
		want   string
	}{
		{func(c *run.Config) { c.LabelSmoothing = 1 }, "label smoothing 1: give a share below 1"},
		{func(c *run.Config) { c.LabelSmoothing = -0.1 }, "label smoothing -0.1"},
		{func(c *run.Config) { c.ClassWeight = "cat" },
			`class weight "cat": give balanced, or weights such as cat=2.5,dog=1`},
		{func(c *run.Config) { c.ClassWeight = "cat=0" }, `class weight "cat=0": give a number above 0`},
		{func(c *run.Config) { c.ClassWeight = "cat=1,cat=2" }, `class "cat" has two`},
		{func(c *run.Config) { c.Optimizer.Momentum = 0.9 }, "momentum: adam has none; choose sgd or rmsprop"},
		{func(c *run.Config) { c.Optimizer.Nesterov = true }, "nesterov: adam has no such momentum; choose sgd"},
		{func(c *run.Config) { c.Optimizer.Rho = 0.5 }, "rho: adam has none; choose adadelta or rmsprop, or leave it out"},
		{func(c *run.Config) { c.Optimizer = run.Optimizer{Name: "sgd", Beta2: 0.5} }, "beta_2: sgd has none"},
		{func(c *run.Config) { c.Optimizer = run.Optimizer{Name: "rmsprop", Beta1: 0.5} }, "beta_1: rmsprop has none"},
		{func(c *run.Config) { c.Optimizer = run.Optimizer{Name: "sgd", Epsilon: 0.5} }, "epsilon: sgd has none"},
		{func(c *run.Config) { c.Seeds.Augment = 3 }, "a seed without augmentation"},
		{func(c *run.Config) { c.Optimizer.WeightDecay = -1 }, "weight_decay -1: give a number above 0"},
		{func(c *run.Config) { c.Schedule.Kind = "x" }, `schedule "x": choose cosine, step or plateau`},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "cosine", Warmup: 60} }, "60 epochs of warm-up in 60 epochs"},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "cosine", Warmup: -1} }, "warmup is -1"},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "cosine", Factor: 0.1} }, "schedule cosine has no factor"},
		{func(c *run.Config) { c.Schedule = run.Schedule{Warmup: 3} }, "schedule without a kind has no warmup"},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "cosine", Alpha: 1} }, "alpha 1: give a share below 1"},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "step", Factor: 1} }, "factor 1: give a number below 1"},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "step", Monitor: "loss"} }, "schedule step has no monitor"},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "plateau", Monitor: "x"} },
			`schedule plateau by "x": choose val_loss`},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "plateau", MinRate: math.NaN()} }, "min_lr is NaN"},
		{func(c *run.Config) { c.Schedule = run.Schedule{Kind: "plateau"} }, "there are no validation images"},
		{func(c *run.Config) { c.EarlyStopping.Patience = 8 }, "there are no validation images"},
		{func(c *run.Config) { c.EarlyStopping.Patience = -1 }, "early stopping after -1 epochs"},
		{func(c *run.Config) { c.EarlyStopping.MinDelta = 0.1 }, "early stopping without patience"},
		{func(c *run.Config) { c.EarlyStopping = run.EarlyStopping{Patience: 8, Monitor: "loss"} },
			`early stopping by "loss": choose val_loss or val_accuracy`},
		{func(c *run.Config) { c.EarlyStopping = run.EarlyStopping{Patience: 8, MinDelta: -1} }, "improvements of -1"},
		{func(c *run.Config) { c.EarlyStopping = run.EarlyStopping{Patience: 8, Start: -1} },
			"looks for the best after -1 epochs"},
		{func(c *run.Config) { c.Split = run.Split{Kind: "80/x"} }, `split "80/x": choose shares such as 80/10/10`},
		{func(c *run.Config) { c.Split = run.Split{Kind: "80/0/20"} }, `split "80/0/20"`},
		{func(c *run.Config) { c.Split = run.Split{Kind: "80/10/10", Validation: 0.1} },
			"validation 0.1 beside split 80/10/10"},
		{func(c *run.Config) { c.Split.Validation = 1 }, "validation 1: give a share of the images between 0 and 1"},
		{func(c *run.Config) { c.Split.Validation = -1 }, "validation -1"},
		{func(c *run.Config) { c.Split.Groups = "(" }, `groups "(": give a file.csv with columns file and group`},
		{func(c *run.Config) { c.Split.Groups = "patient" }, `groups "patient": give`},
		{func(c *run.Config) { c.Split = run.Split{Kind: "kfold", Groups: "(a)"} }, "folds of groups are stratified"},
	} {
		config := small()
		c.change(&config)
		if _, err := demo.Resolve(config, 4); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
