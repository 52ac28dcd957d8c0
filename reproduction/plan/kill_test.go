package plan

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

const gridEpochs = 30

// grid wants 20 trainings that take less than a second each: drawn images, random weights, dropout on.
func grid() (wants []Want) {
	for seed := uint32(1); seed <= 10; seed++ {
		for _, rate := range []float64{0.001, 0.003} {
			wants = append(wants, Want{Config: run.Config{Model: "vgg16", Head: "avg,drop0.5", Trainable: "output",
				Weights: "random", Data: "demo", Image: run.Image{Size: 32, Interpolation: "nearest"},
				Split: run.Split{Kind: "holdout", TestSize: 0.2}, Seeds: run.Seeds{Split: 2, Shuffle: seed, Init: 1, Dropout: seed},
				Optimizer: run.Optimizer{Name: "adam", LearningRate: rate}, Batch: 32, Epochs: gridEpochs}})
		}
	}
	return wants
}

// execute runs the grid below dir, with a cache of its own there.
func execute(dir string, jobs int) error {
	b, err := backend.Open(context.Background(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		return err
	}
	if err := os.Setenv("FT_CACHE", filepath.Join(dir, "cache")); err != nil {
		return err
	}
	p, err := New(filepath.Join(dir, "runs"), grid())
	if err != nil {
		return err
	}
	_, err = p.Execute(context.Background(), &fit.Session{Catalog: paper.Catalog(""), Backend: b, SaveEvery: -1},
		Options{Jobs: jobs})
	return err
}

const (
	gridVariable = "FT_TEST_GRID_INTO"
	jobsVariable = "FT_TEST_GRID_JOBS"
)

// TestMain lets the test program run the grid as a process of its own, to be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(gridVariable); dir != "" {
		jobs, _ := strconv.Atoi(os.Getenv(jobsVariable))
		if err := execute(dir, jobs); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestKilledGridEndsWithTheSameBytes kills a process that runs a grid, two trainings at a time, ten times with SIGKILL
// and starts it again: in the end every file is what an undisturbed process leaves that trained one after the other.
func TestKilledGridEndsWithTheSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("trains twenty networks, and again")
	}
	start := func(dir, jobs string) (*exec.Cmd, *bytes.Buffer) {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), gridVariable+"="+dir, jobsVariable+"="+jobs)
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, &out
	}
	whole, killed := t.TempDir(), t.TempDir()
	undisturbed, undisturbedOut := start(whole, "1")
	random := rand.New(rand.NewPCG(4, 0))
	for kill := range 10 {
		cmd, out := start(killed, "2")
		died := make(chan error, 1)
		go func() { died <- cmd.Wait() }()
		// Some die at any moment of their first tenths of a second, the others a moment after some more epochs.
		wait := time.Duration(random.IntN(300)) * time.Millisecond
		if kill%3 != 0 {
			for goal := epochs(killed) + 1 + random.IntN(100); epochs(killed) < goal && len(died) == 0; {
				time.Sleep(time.Millisecond)
			}
			wait = time.Duration(random.IntN(3)) * time.Millisecond
		}
		time.Sleep(wait)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatalf("kill %d came too late: %v %s", kill+1, err, out)
		}
		<-died
		t.Logf("killed after %d epochs", epochs(killed))
	}
	last, lastOut := start(killed, "2")
	if last.Wait() != nil || undisturbed.Wait() != nil {
		t.Fatalf("%s%s", lastOut, undisturbedOut)
	}
	for _, w := range grid() {
		p, err := New(filepath.Join(whole, "runs"), []Want{w})
		if err != nil {
			t.Fatal(err)
		}
		name := p.Runs[0].Name
		for _, file := range []string{run.ConfigFile, run.HistoryFile, "model.safetensors", run.ResultFile} {
			a, b := content(t, whole, name, file), content(t, killed, name, file)
			if len(a) == 0 || !bytes.Equal(a, b) {
				t.Errorf("%s of %s differs", file, name)
			}
		}
		if prefix := p.Runs[0].Record.Result.Prefix; prefix.Computed != 1 {
			t.Errorf("%s: prefix computed %d times", name, prefix.Computed)
		}
	}
}

// epochs counts what the runs below dir have recorded.
func epochs(dir string) int {
	n := 0
	files, _ := filepath.Glob(filepath.Join(dir, "runs", "*", run.HistoryFile))
	for _, file := range files {
		text, _ := os.ReadFile(file)
		n += max(0, bytes.Count(text, []byte("\n"))-1)
	}
	return n
}

// content is a file of a run, the result without what the clock and the process say.
func content(t *testing.T, dir, name, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "runs", name, file))
	if err != nil {
		t.Fatal(err)
	}
	if file != run.ResultFile {
		return text
	}
	var r run.Result
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	r.Seconds, r.PeakMemory, r.Started = run.Seconds{}, 0, ""
	text, _ = json.Marshal(r)
	return text
}

func mkdir(dir string) error { return os.MkdirAll(dir, 0o755) }
