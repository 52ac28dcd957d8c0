package fit

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
)

// demo registers the drawn images.
var demo = Catalog{Data: drawn.Data}

// small is a training that takes seconds: a drawn data set, random weights, small images, dropout on.
func small() run.Config {
	return run.Config{Model: "resnet50", Head: "avg,64,drop0.5", Trainable: "fc*,output", Weights: "random",
		Data:  drawn.Name,
		Image: run.Image{Size: 32, Interpolation: "nearest"}, Split: run.Split{Kind: "holdout", TestSize: 0.2},
		Seeds: run.Seeds{Split: 2, Shuffle: 5, Init: 6, Dropout: 7}, Optimizer: run.Optimizer{Name: "adam",
			LearningRate: 0.001},
		Batch: 16, Epochs: 60}
}

// TestMain lets the test program run a training as a process of its own, to be killed.
func TestMain(m *testing.M) {
	dir := os.Getenv("FT_TEST_TRAIN_INTO")
	if dir == "" {
		os.Exit(m.Run())
	}
	b, err := backend.Open(context.Background(), backend.Options{})
	if err == nil {
		s := Session{Catalog: demo, Backend: b, SaveEvery: -1}
		// Slowed down, so that a kill at a random moment hits an epoch.
		_, err = s.Run(context.Background(), small(), Options{Dir: dir, Resume: true,
			Epoch: func(run.Epoch) { time.Sleep(20 * time.Millisecond) }})
	}
	if err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	os.Exit(0)
}

func history(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, run.HistoryFile))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestKilledRunResumesToTheSameBits kills a training with SIGKILL five times, each a random moment after it has got
// further, and then lets it end.
func TestKilledRunResumesToTheSameBits(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t)}
	whole := filepath.Join(t.TempDir(), "small")
	if _, err := s.Run(context.Background(), small(), Options{Dir: whole}); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "small")
	start := func() (*exec.Cmd, *bytes.Buffer) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "FT_TEST_TRAIN_INTO="+dir)
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, &out
	}
	epochs := func() int { // recorded so far
		text, _ := os.ReadFile(filepath.Join(dir, run.HistoryFile))
		return max(0, bytes.Count(text, []byte("\n"))-1)
	}
	for kill := range 5 {
		cmd, out := start()
		died := make(chan error, 1)
		go func() { died <- cmd.Wait() }()
		for goal := epochs() + 1 + rand.IntN(4); epochs() < goal && len(died) == 0; {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatalf("kill %d came too late: %v %s", kill+1, err, out)
		}
		<-died
		t.Logf("killed after %d epochs", epochs())
	}
	if done := epochs(); done >= small().Epochs {
		t.Fatalf("killed after all %d epochs: nothing was left to resume", done)
	}
	if last, out := start(); last.Wait() != nil {
		t.Fatal(out)
	}
	if !bytes.Equal(history(t, whole), history(t, dir)) {
		t.Error("the resumed history differs from the undisturbed one")
	}
	a, _ := os.ReadFile(filepath.Join(whole, ModelFile))
	b, _ := os.ReadFile(filepath.Join(dir, ModelFile))
	if len(a) == 0 || !bytes.Equal(a, b) {
		t.Errorf("%s differs", ModelFile)
	}
}

// countdown is a context that ends when it has been asked so many times.
type countdown struct {
	context.Context
	left *int
	err  error
}

func (c countdown) Err() error {
	if *c.left--; *c.left < 0 {
		return c.err
	}
	return nil
}

// TestInterruptSavesAndResumes stops trainings through their context: between epochs and, where the steps are programs
// of their own, within one.
func TestInterruptSavesAndResumes(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	head, blocks, convolutions := small(), small(), small()
	blocks.Trainable, blocks.Image.Size, blocks.Epochs = "conv5_block3*,fc*,output", 64, 3
	convolutions.Model, convolutions.Head, convolutions.Trainable, convolutions.Epochs = "vgg16", "flatten,64,drop0.5",
		"block5*,fc*,output", 3
	for name, stop := range map[string]struct {
		run.Config
		after int // questions whether to go on: one an epoch of the head, nine of the others, eight of them batches
		err   error
	}{"head": {head, 25, context.DeadlineExceeded}, "blocks": {blocks, 14,
		context.Canceled}, "convolutions": {convolutions, 14, context.Canceled}} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "head" {
				t.Skip("trains convolutions")
			}
			c := stop.Config
			whole, dir := filepath.Join(t.TempDir(), "small"), filepath.Join(t.TempDir(), "small")
			if _, err := s.Run(context.Background(), c, Options{Dir: whole}); err != nil {
				t.Fatal(err)
			}
			stops := 0
			for done := false; !done; stops++ {
				left := stop.after
				r, err := s.Run(countdown{context.Background(), &left, stop.err}, c, Options{Dir: dir, Resume: true})
				if done = err == nil; !done && !errors.Is(err, ErrStopped) {
					t.Fatalf("an interrupted run returned %v", err)
				}
				if !done && len(r.History) == 0 {
					t.Fatal("stopped without an epoch")
				}
				if _, err := s.Run(context.Background(), c, Options{Dir: dir}); err == nil {
					t.Error("the same folder was used again without --resume")
				}
			}
			if stops < 2 {
				t.Error("never stopped")
			}
			if !bytes.Equal(history(t, whole), history(t, dir)) {
				t.Error("the resumed history differs from the undisturbed one")
			}
		})
	}
}
