//go:build cgo

package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/pflag"
)

// TestRunName checks that runs on different folders of images have different names.
func TestRunName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "photos")
	c := paper.Config("resnet50", 6)
	for data, want := range map[string]string{"paper": "resnet50-", "demo": "resnet50-", dir: "photos-resnet50-",
		dir + "/": "photos-resnet50-", ".photos": "photos-resnet50-",
		".": "ft-resnet50-", "..": "cmd-resnet50-"} {
		c.Data = data
		if got, err := runName(c); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("images in %s: %s, %v", data, got, err)
		}
	}
}

// TestDataOf checks that a folder is a folder whatever it is called, and that a registered name without one is that
// name.
func TestDataOf(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("demo", 0o755); err != nil {
		t.Fatal(err)
	}
	for named, want := range map[string]string{"demo": "./demo", "demo/": "./demo", "./demo": "./demo", "paper": "paper",
		"./paper": "./paper",
		"paper/":  "./paper", "photos/": "photos", ".": "."} {
		if got := dataOf(named); got != filepath.FromSlash(want) {
			t.Errorf("--data %s is %s, want %s", named, got, want)
		}
	}
}

// TestLeadingZeros checks that a number is decimal.
func TestLeadingZeros(t *testing.T) {
	c := trainCommand()
	if err := c.ParseFlags([]string{"--image", "064", "--epochs", "010", "--seed", "011"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"image": "64", "epochs": "10", "seed": "11"} {
		if got := c.Flag(name).Value.String(); got != want {
			t.Errorf("--%s is %s, want %s", name, got, want)
		}
	}
}

// TestTrainRefusesSettings has a value of each setting that cannot be, and what is said of it: exit code 2.
func TestTrainRefusesSettings(t *testing.T) {
	results := t.TempDir()
	for args, want := range map[string]string{
		"--optimizer lion":                         `unknown optimizer "lion": choose adam, adamw, adadelta, rmsprop or sgd`,
		"--momentum 0.9":                           "momentum: adam has none; choose sgd or rmsprop",
		"--optimizer sgd --momentum 1":             "momentum 1: give a number between 0 and 1",
		"--optimizer sgd --nesterov":               "nesterov without momentum",
		"--nesterov":                               "nesterov: adam has no such momentum; choose sgd",
		"--weight-decay -1":                        "weight_decay -1: give a number above 0",
		"--weight-decay 0":                         "--weight-decay 0: leave it out",
		"--learning-rate -0":                       "--learning-rate -0: give a number above 0",
		"--label-smoothing -0":                     "--label-smoothing -0: leave it out",
		"--schedule plateau --schedule-min-lr 1":   "min_lr 1 is not below the learning rate 0.001",
		"--clipnorm NaN":                           "clipnorm NaN: give a number above 0",
		"--clipnorm 1 --global-clipnorm 1":         "choose one of them",
		"--class-weight heavy":                     `class weight "heavy": give balanced`,
		"--class-weight=":                          "--class-weight is empty",
		"--label-smoothing 1":                      "label smoothing 1: give a share below 1",
		"--schedule linear":                        `schedule "linear": choose cosine, step or plateau`,
		"--warmup 3":                               "schedule without a kind has no warmup",
		"--schedule cosine --warmup 50":            "50 epochs of warm-up in 50 epochs",
		"--schedule cosine --schedule-factor 0.1":  "schedule cosine has no factor",
		"--schedule step --schedule-factor 2":      "factor 2: give a number below 1",
		"--schedule step --schedule-every -1":      "every is -1",
		"--schedule plateau --schedule-monitor f1": `schedule plateau by "f1"`,
		"--schedule-min-lr 0":                      "--schedule-min-lr 0: leave it out",
		"--early-stopping -3":                      "early stopping after -3 epochs",
		"--early-stopping 3.5":                     "--early-stopping 3.5: give a whole number",
		"--early-stopping-monitor loss":            `early stopping by "loss": choose val_loss or val_accuracy`,
		"--early-stopping-min-delta -1":            "improvements of -1",
		"--split 80/20 --early-stopping 5":         "leave some with --split 80/10/10, or with --validation 0.1",
		"--split 80/x/10":                          `split "80/x/10": choose shares such as 80/10/10`,
		"--split 80/10/10 --test-size 0.2":         "--test-size goes with --split holdout, and the split is 80/10/10",
		"--validation 0.1":                         "validation 0.1 beside split 80/10/10",
		"--split kfold --validation 1":             "validation 1: give a share",
		"--groups patient":                         `groups "patient": give a file.csv`,
		"--split kfold --groups (a)":               "folds of groups are stratified; choose stratified",
		"--seeds 0":                                "--seeds 0: give the number of runs, from 1 to 1000",
		"--seeds 2 --folds 3":                      "choose one of them",
		"--seeds 3 --seed 4294967294":              "the largest seed is 4294967295",
		"--name " + strings.Repeat("n", 201):       "--name has 201 bytes: give at most 200",
		"--name .hidden":                           "--name .hidden: give a name that does not begin with a dot",
		"--from nowhere":                           "nowhere is no run folder",
		"--layer-rates head=0":                     `layer rate "head=0": give layers and a factor above 0`,
		"--layer-rates conv1_conv=2":               "none of these layers is trained",
		"--layer-rates=":                           "--layer-rates is empty",
		"--freeze-batch-norm=maybe":                "--freeze-batch-norm maybe: give true or false",
		"--augment shear=0.1":                      `augmentation "shear=0.1": choose among flip, rotation`,
		"--augment rotation":                       "give a factor between 0 and 1, such as rotation=0.1",
		"--augment flip=up":                        "a flip is horizontal, vertical or both",
		"--augment crop=0":                         "give the share of the side that is kept, between 0 and 1",
		"--augment crop,crop":                      "augmentation: crop stands there twice",
		"--augment=":                               "--augment is empty",
		"--augment-copies 3":                       "copies without augmentation",
		"--augment-seed 3":                         "a seed without augmentation",
		"--freeze-batch-norm":                      "freeze batch norm: none is trained",
		"--freeze-batch-norm --phases head;head":   "freeze batch norm: none is trained",
		"--model vgg16 --freeze-batch-norm":        "freeze batch norm: none is trained",
		"--augment-copies 0":                       "copies without augmentation",
		"--augment flip --augment-copies -1":       "-1 augmented copies: give from 1 to 1000, or 0",
		"--augment flip --augment-copies 1001":     "1001 augmented copies",
		"--augment flip --augment-copies many":     "--augment-copies many: give a whole number",
		"--augment flip --augment-seed -1":         "--augment-seed -1: give a whole number from 0",
		"--from=":                                  "--from is empty",
		"--phases head:x":                          `phase "head:x": give layers, epochs and rate`,
		"--phases head:5;nothing:5":                `phase 2: no layer of resnet50 is called "nothing"`,
		"--phases head:5:-1":                       "give layers, epochs and rate",
	} {
		c := command()
		c.SetArgs(append([]string{"train", "--quiet", "--data", filepath.Join(results, "nowhere"), "--results", results},
			strings.Fields(args)...))
		c.SetOut(io.Discard)
		c.SetErr(io.Discard)
		var usage usageError
		err := c.Execute()
		if !errors.As(err, &usage) || !strings.Contains(advise(err).Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("ft train %s: got %v, want %s", args, err, want)
		}
	}
}

// TestShorter finds the run to go on with for more epochs, whose name has another number of them.
func TestShorter(t *testing.T) {
	root := t.TempDir()
	c := run.ForImages("")
	for name, epochs := range map[string]int{"three": 3, "four": 4, "nine": 9} {
		c.Epochs = epochs
		dir := filepath.Join(root, name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := (&run.Run{Dir: dir, Config: c}).Save(); err != nil {
			t.Fatal(err)
		}
	}
	c.Epochs, c.KeepState = 5, true
	for dir, want := range map[string]string{"five": "four", "nine": "nine"} {
		if got := shorter(filepath.Join(root, dir), c); got != filepath.Join(root, want) {
			t.Errorf("%s: %s, want %s", dir, got, want)
		}
	}
	c.Batch = 7
	if got := shorter(filepath.Join(root, "five"), c); got != filepath.Join(root, "five") {
		t.Errorf("another batch: %s", got)
	}
}

// TestConfigure checks whose defaults hold.
func TestConfigure(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.yaml")
	if err := os.WriteFile(file, []byte("data: photos\noptimizer: {name: sgd}\nearly_stopping: {patience: 3}\nsplit: "+
		"{kind: 70/15/15}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args, file string
		want       func(run.Config) bool
	}{
		{"--data photos", "", func(c run.Config) bool { return c == run.ForImages("").WithDefaults() }},
		{"--data demo", "", func(c run.Config) bool { return c == run.Default() }},
		{"--data photos --folds 4", "", func(c run.Config) bool {
			return c.Split == run.Split{Kind: "stratified", Folds: 4, Fold: 1, Validation: 0.1} && c.EarlyStopping.Patience == 8
		}},
		{"--data photos --split 80/20", "", func(c run.Config) bool {
			return c.EarlyStopping.Patience == 0 &&
				c.Epochs == 20
		}},
		{"--data photos --test-size 0.3", "", func(c run.Config) bool {
			return c.Split == run.Split{Kind: "holdout", TestSize: 0.3, Validation: 0.1}
		}},
		{"--data photos --early-stopping 0", "", func(c run.Config) bool { return c.EarlyStopping == run.EarlyStopping{} }},
		{"--data photos --optimizer sgd", "", func(c run.Config) bool { return c.Optimizer.LearningRate == 0.01 }},
		{"--data photos --optimizer sgd --learning-rate 0.1", "",
			func(c run.Config) bool { return c.Optimizer.LearningRate == 0.1 }},
		{"--batch 8", file, func(c run.Config) bool {
			return c.Batch == 8 && c.Optimizer.LearningRate == 0.01 && c.EarlyStopping.Patience == 3 && c.Epochs == 20 &&
				c.Seeds == run.Default().Seeds
		}},
	} {
		var config run.Config
		var seed uint32
		flags := pflag.NewFlagSet("train", pflag.ContinueOnError)
		settingFlags(flags, &config, &seed)
		if err := flags.Parse(strings.Fields(c.args)); err != nil {
			t.Fatal(err)
		}
		_, err := configure(flags, c.file, &config)
		config = config.WithDefaults()
		if config.Data = ""; err != nil || !c.want(config) {
			t.Errorf("%s %s: %+v %v", c.args, c.file, config, err)
		}
	}
}

// TestTrainRefuses checks what is refused before anything is read, trained or removed.
func TestTrainRefuses(t *testing.T) {
	results := t.TempDir()
	earlier := filepath.Join(results, "runs", "earlier")
	if err := os.MkdirAll(earlier, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"--resume", "--force"}, {"--name", "..", "--force"}, {"--name", ".", "--force"},
		{"--name", "../runs", "--force"},
		{"--learning-rate", "0"}, {"--learning-rate", "-1"}, {"--learning-rate", "NaN"}, {"--learning-rate",
			"1e-300"}, {"--learning-rate", "1e300"}, {"--epochs", "0"}, {"--batch", "-1"}, {"--model", "x"},
		{"--image", "20"}, {"--head", "x"}, {"--trainable", "x"}, {"--trainable", "none"}, {"--trainable",
			"dropout*"}, {"--interpolation", "x"}, {"--interpolation", ""}, {"--split", "x"}, {"--fold", "2"}, {"--data",
			"demo", "--folds", "3"},
		{"--split", "kfold", "--test-size", "0.3"}, {"--tf32"},
		{"--data", "demo", "--early-stopping", "8"}} {
		c := command()
		c.SetArgs(append([]string{"train", "--quiet", "--data", filepath.Join(results, "nowhere"), "--results", results},
			args...))
		c.SetOut(io.Discard)
		c.SetErr(io.Discard)
		var usage usageError
		if err := c.Execute(); !errors.As(err, &usage) {
			t.Errorf("ft train %v: %v is not reported as wrong usage", args, err)
		}
		if _, err := os.Stat(earlier); err != nil {
			t.Fatalf("ft train %v: %v", args, err)
		}
	}
}
