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
	for data, want := range map[string]string{"paper": "resnet50-", "demo": "resnet50-", dir: "photos-resnet50-", dir + "/": "photos-resnet50-",
		".": "ft-resnet50-", "..": "cmd-resnet50-"} {
		c.Data = data
		if got, err := runName(c); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("images in %s: %s, %v", data, got, err)
		}
	}
}

// TestTrainableLeftOut checks that the head is trained, whatever the network and its head, and nothing of the base.
func TestTrainableLeftOut(t *testing.T) {
	for _, c := range []struct{ model, head, trainable, want string }{
		{"resnet50", "paper", "", "6"}, {"vgg16", "paper", "", "4"}, {"resnet50", "512", "", "3"}, {"vgg16", "none", "", "2"},
		{"vgg16", "paper", "block5", "block5"},
	} {
		got := paper.Config(c.model, 1)
		got.Head, got.Trainable = c.head, c.trainable
		if err := chooseOpen(&got); err != nil || got.Trainable != c.want {
			t.Errorf("%s with the head %s and --trainable %q trains %q instead of %q, error %v", c.model, c.head, c.trainable, got.Trainable, c.want, err)
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
	for _, args := range [][]string{{"--resume", "--force"}, {"--name", "..", "--force"}, {"--name", ".", "--force"}, {"--name", "../runs", "--force"},
		{"--learning-rate", "0"}, {"--learning-rate", "-1"}, {"--learning-rate", "NaN"}, {"--epochs", "0"}, {"--batch", "-1"}, {"--model", "x"},
		{"--image", "20"}, {"--head", "x"}, {"--trainable", "x"}, {"--trainable", "none"}, {"--trainable", "dropout*"}, {"--interpolation", "x"}, {"--interpolation", ""}, {"--split", "x"}, {"--fold", "2"}, {"--folds", "3"},
		{"--split", "kfold", "--test-size", "0.3"}, {"--tf32"}} {
		c := command()
		c.SetArgs(append([]string{"train", "--quiet", "--data", filepath.Join(results, "nowhere"), "--results", results}, args...))
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
