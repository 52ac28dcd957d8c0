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
)

// small is a training that takes seconds: a drawn data set, random weights, small images, dropout on.
func small() run.Config {
	return run.Config{Model: "resnet50", Head: "avg,64,drop0.5", Trainable: "fc*,output", Weights: "random", Data: "demo",
		Image: run.Image{Size: 32, Interpolation: "nearest"}, Split: run.Split{Kind: "holdout", TestSize: 0.2},
		Seeds: run.Seeds{Split: 2, Shuffle: 5, Init: 6, Dropout: 7}, Optimizer: run.Optimizer{Name: "adam", LearningRate: 0.001},
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
		s := Session{Backend: b, SaveEvery: -1}
		// Slowed down, so that a kill at a random moment hits an epoch.
		_, err = s.Run(context.Background(), small(), Options{Dir: dir, Resume: true, Epoch: func(run.Epoch) error {
			time.Sleep(20 * time.Millisecond)
			return nil
		}})
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

// TestKilledRunResumesToTheSameBits kills a training with SIGKILL at random moments and resumes it.
func TestKilledRunResumesToTheSameBits(t *testing.T) {
	s := Session{Backend: open(t)}
	whole := filepath.Join(t.TempDir(), "small")
	if _, err := s.Run(context.Background(), small(), Options{Dir: whole}); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "small")
	kills := 0
	for range 20 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "FT_TEST_TRAIN_INTO="+dir)
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		var killed bool
		select {
		case err := <-done:
			if err != nil {
				t.Fatalf("%v: %s", err, out.String())
			}
		case <-time.After(time.Duration(1000+rand.IntN(2000)) * time.Millisecond):
			cmd.Process.Kill()
			<-done
			killed = true
			kills++
		}
		if !killed {
			break
		}
		if kills == 5 { // then let it end
			checked := exec.Command(os.Args[0])
			checked.Env = cmd.Env
			if out, err := checked.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			break
		}
	}
	t.Logf("killed %d times", kills)
	if !bytes.Equal(history(t, whole), history(t, dir)) {
		t.Error("the resumed history differs from the undisturbed one")
	}
	for _, file := range []string{ModelFile} {
		a, _ := os.ReadFile(filepath.Join(whole, file))
		b, _ := os.ReadFile(filepath.Join(dir, file))
		if len(a) == 0 || !bytes.Equal(a, b) {
			t.Errorf("%s differs", file)
		}
	}
}

// TestInterruptSavesAndResumes stops a training through its context.
func TestInterruptSavesAndResumes(t *testing.T) {
	s := Session{Backend: open(t)}
	whole, dir := filepath.Join(t.TempDir(), "small"), filepath.Join(t.TempDir(), "small")
	if _, err := s.Run(context.Background(), small(), Options{Dir: whole}); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	_, err := s.Run(ctx, small(), Options{Dir: dir, Epoch: func(e run.Epoch) error {
		if e.Epoch == 7 {
			stop()
		}
		return nil
	}})
	if !errors.Is(err, ErrStopped) {
		t.Fatalf("an interrupted run returned %v", err)
	}
	if _, err := s.Run(context.Background(), small(), Options{Dir: dir}); err == nil {
		t.Error("the same folder was used again without --resume")
	}
	if _, err := s.Run(context.Background(), small(), Options{Dir: dir, Resume: true}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(history(t, whole), history(t, dir)) {
		t.Error("the resumed history differs from the undisturbed one")
	}
}

// TestSweep takes a folder that holds only what a killed process was about to write for a new one.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".config.json123"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if record, finished, err := openRecord(small(), Options{Dir: dir}); err != nil || finished || record.History != nil {
		t.Errorf("%v %v %v", record, finished, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := openRecord(small(), Options{Dir: dir, Resume: true}); err == nil {
		t.Error("a folder of something else was taken")
	}
}
