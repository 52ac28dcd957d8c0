//go:build cgo

package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/reproduction/paper"
)

// TestRunName checks that runs on different folders of images have different names.
func TestRunName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "photos")
	c := paper.Config("resnet50", 6)
	for data, want := range map[string]string{"paper": "resnet50-", "demo": "resnet50-", dir: "photos-resnet50-",
		dir + "/": "photos-resnet50-",
		".":       "ft-resnet50-", "..": "cmd-resnet50-"} {
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
			"dropout*"}, {"--interpolation", "x"}, {"--interpolation", ""}, {"--split", "x"}, {"--fold", "2"}, {"--folds", "3"},
		{"--split", "kfold", "--test-size", "0.3"}, {"--tf32"}} {
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
