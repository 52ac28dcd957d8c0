package paired

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// runsOf makes a run of each seed: 1 is an image that was classified correctly.
func runsOf(values [][]int) (runs []*run.Run) {
	for seed, images := range values {
		r := &run.Run{Dir: fmt.Sprint("run", seed), Config: run.Config{}.WithSeed(uint32(seed)), Result: &run.Result{}}
		for i, right := range images {
			r.Result.Predictions = append(r.Result.Predictions, run.Prediction{File: fmt.Sprintf("class/%03d", i), Class: 1,
				Guess: right,
				Loss:  float64(1 - right)})
		}
		runs = append(runs, r)
	}
	return runs
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12 }

// TestAsInPython compares with testdata/make_vectors.py.
func TestAsInPython(t *testing.T) {
	var want struct {
		Compare []struct {
			Name       string
			A, B       [][]int
			Groups     []string
			Replicates int
			Seed       uint32
			Want       struct {
				Means        []float64
				Low, High, P float64
			}
		}
		Holm []struct{ P, Want []float64 }
	}
	text, err := os.ReadFile("testdata/paired.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	for _, c := range want.Compare {
		group := func(file string) string {
			var i int
			fmt.Sscanf(file, "class/%d", &i)
			return c.Groups[i]
		}
		got, err := Compare(runsOf(c.A), runsOf(c.B), Options{Group: group, Replicates: c.Replicates, Seed: c.Seed})
		if err != nil {
			t.Fatal(err)
		}
		w := c.Want
		if !near(got.Means[0], w.Means[0]) || !near(got.Means[1], w.Means[1]) || !near(got.Low, w.Low) || !near(got.High,
			w.High) || !near(got.P, w.P) {
			t.Errorf("%s: got %+v, want %+v", c.Name, got, w)
		}
	}
	for _, c := range want.Holm {
		for i, got := range Holm(c.P) {
			if !near(got, c.Want[i]) {
				t.Errorf("Holm of %v: %v, want %v", c.P, got, c.Want[i])
			}
		}
	}
}

// TestVerdicts checks what an interval is taken for, and that what is undecided says how many images would decide it.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      Verdict
	}{{0.01, 0.05, Higher}, {-0.05, -0.001, Lower}, {-0.01, 0.015, NoDifference}, {-0.03, 0.01, Undecided}, {-0.02, 0.02,
		NoDifference}} {
		r := Result{Images: 100, Difference: (c.low + c.high) / 2, Low: c.low, High: c.high}
		r.judge(0.02)
		if r.Verdict != c.want || (r.Needed > r.Images) != (c.want == Undecided) {
			t.Errorf("%v to %v: %+v", c.low, c.high, r)
		}
	}
}

// TestRefuses checks what cannot be compared.
func TestRefuses(t *testing.T) {
	good := runsOf([][]int{{1, 0, 1}})
	other := runsOf([][]int{{1, 0, 1}})
	for i := range other[0].Result.Predictions {
		other[0].Result.Predictions[i].File = fmt.Sprint("elsewhere/", i)
	}
	for name, c := range map[string]struct {
		a, b []*run.Run
		says string
	}{
		"nothing":    {nil, good, "no run"},
		"unfinished": {[]*run.Run{{Dir: "x"}}, good, "unfinished"},
		"twice":      {append(runsOf([][]int{{1, 0, 1}}), good...), good, "another run of the same seed"},
		"elsewhere":  {good, other, "no image in common"},
	} {
		if _, err := Compare(c.a, c.b, Options{}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNoExceptionIsNoProof checks that a few images on which two trainings agree decide nothing, and many do.
func TestNoExceptionIsNoProof(t *testing.T) {
	for n, want := range map[int]Verdict{16: Undecided, 1000: NoDifference} {
		all := make([]int, n)
		for i := range all {
			all[i] = 1
		}
		r, err := Compare(runsOf([][]int{all}), runsOf([][]int{all}), Options{})
		if err != nil || r.Verdict != want {
			t.Errorf("%d images: %+v, %v", n, r, err)
		}
		if exact := 1 - math.Pow(0.05, 1/float64(n)); !near(r.High, exact) || !near(r.Low, -exact) {
			t.Errorf("%d images: from %g to %g", n, r.Low, r.High)
		}
	}
}
