//go:build cgo

package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"
)

// TestConfigFile reads settings as YAML and as the config.json of a run.
func TestConfigFile(t *testing.T) {
	for name, marshal := range map[string]func(any) ([]byte, error){"my.yaml": yaml.Marshal,
		run.ConfigFile: json.Marshal} {
		file := filepath.Join(t.TempDir(), name)
		want := paper.Config("vgg16", 3).WithSeed(7)
		want.Head, want.Epochs = "flatten,128,drop0.3,128,drop0.3", 20
		text, err := marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		c := paper.Config("resnet50", 6)
		flags := pflag.NewFlagSet("train", pflag.ContinueOnError)
		flags.IntVar(&c.Epochs, "epochs", 10, "")
		flags.StringVar(&c.Model, "model", "resnet50", "")
		if err := flags.Parse([]string{"--epochs", "3"}); err != nil {
			t.Fatal(err)
		}
		if _, err := configure(flags, file, &c); err != nil {
			t.Fatal(err)
		}
		want.Epochs = 3
		if c = c.WithDefaults(); c != want {
			t.Errorf("%s: got %+v, want %+v", name, c, want)
		}
	}
}

// TestConfigFileOfTheDocs checks that the sample of settings in the documentation is one that can be trained.
func TestConfigFileOfTheDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/training.md")
	if err != nil {
		t.Fatal(err)
	}
	_, sample, begun := strings.Cut(string(page), "```yaml\n")
	sample, _, ended := strings.Cut(sample, "```")
	if !begun || !ended {
		t.Fatal("docs/training.md has no sample of settings")
	}
	file := filepath.Join(t.TempDir(), "my.yaml")
	if err := os.WriteFile(file, []byte(sample), 0o644); err != nil {
		t.Fatal(err)
	}
	var c run.Config
	if _, err := readConfig(file, &c); err != nil {
		t.Fatal(err)
	}
	if _, err := paper.Catalog("").Resolve(c, 2); err != nil || c.Image.Size == 0 {
		t.Errorf("%v, images of %d pixels", err, c.Image.Size)
	}
}

// TestConfigFileWithPhases reads phases, and a run to start from, whose settings hold where the file says nothing.
func TestConfigFileWithPhases(t *testing.T) {
	dir := t.TempDir()
	file, from := filepath.Join(dir, "my.yaml"), filepath.Join(dir, "run")
	text := "epochs: 7\nphases:\n  - {trainable: head, epochs: 5, learning_rate: 1e-3}\n  - {trainable: " +
		"\"conv5_block3,head\"}\naugment: flip\naugment_copies: 0\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c := run.Config{Batch: 5}
	phases, err := readConfig(file, &c)
	if err != nil {
		t.Fatal(err)
	}
	want := []fit.Phase{{Trainable: "head", Epochs: 5, LearningRate: 1e-3}, {Trainable: "conv5_block3,head"}}
	if !slices.Equal(phases, want) || c.Epochs != 7 || c.Batch != 5 || c.AugmentCopies != run.Live {
		t.Errorf("%+v and %+v", phases, c)
	}
	if err := os.WriteFile(file, []byte("from: "+from+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := configure(pflag.NewFlagSet("train", pflag.ContinueOnError), file, &c); err == nil ||
		!strings.Contains(err.Error(), "no run folder") {
		t.Errorf("from nothing: %v", err)
	}
}

// TestConfigFileFolder says what to name in the place of a folder.
func TestConfigFileFolder(t *testing.T) {
	dir := t.TempDir()
	want := dir + " is a folder: name a file of settings, such as the config.json of a run"
	if _, err := readConfig(dir, &run.Config{}); err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// TestConfigFileOptimizer takes constants from the run to start from where the file leaves its optimizer.
func TestConfigFileOptimizer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.yaml")
	for text, want := range map[string]run.Optimizer{
		"optimizer: {name: sgd}\n":                {Name: "sgd", LearningRate: 0.002},
		"optimizer: {learning_rate: 0.1}\n":       {Name: "adam", LearningRate: 0.1, Beta1: 0.8, Beta2: 0.999, Epsilon: 1e-7},
		"optimizer: {name: adadelta, rho: 0.5}\n": {Name: "adadelta", LearningRate: 0.002, Rho: 0.5, Epsilon: 1e-7},
	} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		c := run.Config{Optimizer: run.Optimizer{Name: "adam", LearningRate: 0.002, Beta1: 0.8}}.WithDefaults()
		if _, err := readConfig(file, &c); err != nil {
			t.Fatal(err)
		}
		if _, err := paper.Catalog("").Resolve(c, 2); err != nil || c.Optimizer != want {
			t.Errorf("%s: %+v, %v", text, c.Optimizer, err)
		}
	}
}

func TestConfigFileSaysWhereItIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.yaml")
	keys := func(part any) string { return strings.Join(keysOf(reflect.TypeOf(part)), ", ") }
	for text, want := range map[string]string{
		"model: vgg16\nepoch: 20\n": file + `, line 2: unknown key "epoch": choose among ` + keys(run.Config{}),
		"seeds:\n  start: 3\n": file +
			`, line 2: unknown key "start": choose among split, shuffle, init, dropout, augment`,
		"epochs: many\n": file + ", line 1: many where a whole number belongs",
		"model: [a]\n":   file + ", line 1: a list where a word belongs",
		"optimizer: adam\n": file + ", line 1: adam where a part with " +
			"the keys " + keys(run.Optimizer{}) + " belongs",
		"image: {exif: yes please}\n":  file + ", line 1: yes please where true or false belongs",
		"epochs: 1.5\n":                file + ", line 1: 1.5 is not a whole number",
		"seeds:\n  split: 2.5\n":       file + ", line 2: 2.5 is not a whole number",
		"epochs: 1\n---\nbatch: 2":     file + " has several documents: write one file for each run",
		"":                             file + ` is empty: write settings such as "epochs: 20"`,
		"epochs: [\n":                  file + ": line 1: did not find expected node content",
		"split: {folds: 5, fold: 2}\n": file + ": split has folds but no kind: add kind: kfold or kind: stratified",
		"split: {kind: 80/10/10, test_size: 0.2}\n": file + ": test_size goes with split holdout, and the split is 80/10/10",
		"split: {kind: kfold, test_size: 0.2}\n":    file + ": test_size goes with split holdout, and the split is kfold",
		"split: {kind: folders, folds: 3}\n": file +
			": folds goes with split kfold or stratified, and the split is folders",
		"split: {kind: holdout, fold: 1}\n": file +
			": fold goes with split kfold or stratified, and the split is holdout",
		"epochs: 010\n": file + ", line 1: 010: write the number without the leading zero",
		"phases: []\n": file + ", line 1: an empty list where a list of phases belongs, such as [{epochs: 5, " +
			"trainable: head}]",
		"e\x00p\x00o\x00c\x00h\x00s\x00:\x00": file + " is not UTF-8: save it as UTF-8",
		"head: caf\xe9\n":                     file + " is not UTF-8: save it as UTF-8",
		"phases: 3\n": file + ", line 1: 3 where a list of phases belongs, such as [{epochs: 5, " +
			"trainable: head}]",
		"phases: [{epochs: 5, rate: 1}]\n": file + `, line 1: unknown key "rate": choose among epochs, trainable, learning_rate`,
		"phases: [{epochs: 0}]\n":          file + ", line 1: epochs cannot be 0: leave it out for the default",
		"epochs: 0\n":                      file + ", line 1: epochs cannot be 0: leave it out for the default",
		"seeds: {init: -1}\n":              file + ", line 1: -1 where a whole number from 0 to 4294967295 belongs",
		"file,group\ncat/1.png,p0\n": file + ", line 1: file,group cat/1.png,p0 where a part with " +
			"the keys " + keys(run.Config{}) + " belongs",
		"epochs: 1\nepochs: 2\n": file + `: unmarshal errors: line 2: mapping key "epochs" already defined at line 1`,
		// Of what is no file of settings, the beginning is shown.
		strings.Repeat("cat/1.png,p0\n",
			999): file + ", line 1: cat/1.png,p0 cat/1.png,p0 cat/1.png,p0 cat/1.png,p0 cat/1.pn… where a part with " +
			"the keys " + keys(run.Config{}) + " belongs",
		// What is merged is checked like the rest.
		"optimizer: {name: adam, <<: {rho: 0}}\n": file + ", line 1: rho cannot be 0: leave it out for the default",
		"seeds: {<<: {split: 3.7}}\n":             file + ", line 1: 3.7 is not a whole number",
		"optimizer: &o {rho: 0.5}\nsplit: {<<: *o}\n": file + ", line 1: unknown key \"rho\": " +
			"choose among " + keys(run.Split{}),
		"seeds: {<<: [{init: 1}, {init: 1.5}]}\n": file + ", line 1: 1.5 is not a whole number",
	} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		c := paper.Config("resnet50", 6)
		if _, err := readConfig(file, &c); err == nil || err.Error() != want {
			t.Errorf("%q: got %v\nwant %s", text, err, want)
		}
	}
}

// TestConfigFileWithZeroConstants refuses a 0 that would be taken for a constant that is left out: exit code 2, as for
// every other value with which nothing can be trained.
func TestConfigFileWithZeroConstants(t *testing.T) {
	file := filepath.Join(t.TempDir(), "my.yaml")
	read := func(text string) error {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := readConfig(file, &run.Config{})
		return err
	}
	for _, key := range []string{"rho", "beta_1", "beta_2", "epsilon"} {
		for _, zero := range []string{"0", "0.0", "-0e3"} {
			err := read("optimizer:\n  name: adam\n  " + key + ": " + zero + "\n")
			var usage usageError
			if want := file + ", line 3: " + key + " cannot be 0: leave it out for the default"; !errors.As(err, &usage) ||
				err.Error() != want {
				t.Errorf("%s: %s: got %v\nwant %s", key, zero, err, want)
			}
		}
		if err := read("epochs: 3\noptimizer: {" + key + ": 0.5}\n"); err != nil {
			t.Error(err)
		}
		if err := read("optimizer:\n  " + key + ":\n"); err != nil {
			t.Error(err)
		}
	}
}
