package fit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestFailedStep lets the program that updates the weights fail after it was given them: nothing may read them any
// more, and a new state puts the trainer right.
func TestFailedStep(t *testing.T) {
	b := open(t)
	if b.Device != "xla:cpu" {
		t.Skip("the kernels are the CPU's")
	}
	setup, err := Catalog{}.Resolve(run.Config{Model: "vgg16", Trainable: "block5_conv3,fc*,output",
		Image: run.Image{Size: 32}, Batch: 4}, 2)
	if err != nil {
		t.Fatal(err)
	}
	weights := InitialWeights(setup.Model, randomBase(setup.Model, 1), 1)
	trainer, err := NewTrainer(b, setup, MadeUpFeatures(setup.Model, setup.Cut, 8), make([]int, 8), weights)
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Close()
	before, err := trainer.State()
	if err != nil {
		t.Fatal(err)
	}
	s := trainer.engine.(*convEngine)
	s.update.Finalize()
	e := trainer.newEpoch([]int32{0, 1, 2, 3}, nil)
	defer e.Close()
	if _, _, err := trainer.Train(e, 0, 1); err == nil {
		t.Fatal("a program that was finalized has run")
	}
	_, err1 := trainer.Evaluate([]int{0})
	_, err2 := trainer.State()
	_, _, err3 := trainer.Train(e, 0, 1)
	for _, err := range []error{err1, err2, err3} {
		if err == nil || !strings.Contains(err.Error(), "lost") {
			t.Errorf("after the failure: %v", err)
		}
	}
	s.update = s.updates()
	if err := trainer.SetState(before, 0); err != nil {
		t.Fatal(err)
	}
	if _, _, err := trainer.Train(e, 0, 1); err != nil {
		t.Error(err)
	}
}

// TestFailedTrainerLeavesNothing checks that a trainer that cannot be made releases the features.
func TestFailedTrainerLeavesNothing(t *testing.T) {
	b := open(t)
	for _, trainable := range []string{"fc*,output", "block5_conv3,fc*,output", "output"} {
		setup, err := Catalog{}.Resolve(run.Config{Model: "vgg16", Trainable: trainable, Image: run.Image{Size: 32}}, 2)
		if err != nil {
			t.Fatal(err)
		}
		weights := InitialWeights(setup.Model, randomBase(setup.Model, 1), 1)
		weights["output/kernel"] = weights["output/kernel"][1:]
		f := MadeUpFeatures(setup.Model, setup.Cut, 8)
		if trainer, err := NewTrainer(b, setup, f, make([]int, 8), weights); err == nil {
			trainer.Close()
			t.Errorf("%s: trained on weights that do not fit", trainable)
		}
		if f.Data != nil {
			t.Errorf("%s: the features were not closed", trainable)
		}
	}
}

// TestLayerWithoutBackend checks that a session that was given no backend says so.
func TestLayerWithoutBackend(t *testing.T) {
	m, err := network.New("vgg16", 32, "none", 2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := new(Session).Layer(m, "block1_pool", nil); err == nil {
		t.Error("no error")
	}
}

// TestRunWithoutFolder checks that files of the working directory are safe from a run that was given no folder.
func TestRunWithoutFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range runFiles {
		if err := os.WriteFile(name, []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	c := small()
	c.Epochs = 1
	for _, o := range []Options{{}, {Force: true}, {Resume: true}} {
		if _, err := (&Session{Catalog: demo, Backend: open(t)}).Run(t.Context(), c, o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
	for _, name := range runFiles {
		if text, err := os.ReadFile(filepath.Join(".", name)); err != nil || string(text) != "mine" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}
