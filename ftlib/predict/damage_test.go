package predict

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/damage"
	"github.com/finetune-go/ft/internal/drawn"
)

// TestDamagedRun damages each file of a finished run, and its model alone: what is read of it is what was written, or
// there is an error.
func TestDamagedRun(t *testing.T) {
	ctx := context.Background()
	b, err := backend.Open(ctx, backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	s := &fit.Session{Backend: b, Catalog: fit.Catalog{Data: drawn.Data}}
	train := func(seed uint32) string {
		dir := filepath.Join(t.TempDir(), "small")
		c := run.Config{Model: "resnet50", Head: "avg,16", Trainable: "output", Weights: "random", Data: drawn.Name,
			Image: run.Image{Size: 32, Interpolation: "nearest"}, Split: run.Split{Kind: "holdout", TestSize: 0.2},
			Seeds: run.Seeds{Split: 2, Shuffle: seed}, Optimizer: run.Optimizer{Name: "adam"}, Batch: 16, Epochs: 3}
		if _, err := s.Run(ctx, c, fit.Options{Dir: dir}); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	dir, other := train(1), train(2)
	damage.All(t, dir, []string{other}, 1, nil, func() (string, error) {
		source, err := Run(dir)
		if err != nil {
			return "", err
		}
		r, err := run.Read(dir)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(source.Config, source.Classes, weights.Digest(source.Trained), r.History, r.EpochSeconds,
			*r.Result), nil
	})
	damage.All(t, dir, nil, 1, func(name string) bool { return name != fit.ModelFile }, func() (string, error) {
		source, err := File(filepath.Join(dir, fit.ModelFile))
		if err != nil {
			return "", err
		}
		return fmt.Sprint(source.Config, source.Classes, weights.Digest(source.Trained)), nil
	})
}

// TestFilesOfOtherPrograms does not call a sound file damaged because it is of another program.
func TestFilesOfOtherPrograms(t *testing.T) {
	for _, name := range []string{"mine.keras", "mine.H5"} {
		_, err := File(filepath.Join(t.TempDir(), name))
		if err == nil || !strings.Contains(err.Error(), "networks are read from .safetensors and .onnx files") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
