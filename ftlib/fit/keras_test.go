package fit

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestSchedulesAndStoppingOfKeras compares with testdata/keras.json, made by Keras itself.
func TestSchedulesAndStoppingOfKeras(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "keras.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Schedules []struct {
			Schedule run.Schedule
			Epochs   int
			Rates    [][]float64
		}
		Plateaus []struct {
			Schedule      run.Schedule
			Values, Rates []float64
		}
		Stops []struct {
			EarlyStopping run.EarlyStopping `json:"early_stopping"`
			Values        []float64
			Epochs, Best  int
			Over          bool
		}
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	history := func(values []float64) (all []run.Epoch) {
		for _, x := range values {
			all = append(all, run.Epoch{ValLoss: x, ValAccuracy: x})
		}
		return all
	}
	near := func(got float32, want float64) bool { return math.Abs(float64(got)-want) <= 1e-6*want+1e-9 }
	for _, c := range v.Schedules {
		config := run.Config{Epochs: c.Epochs, Schedule: c.Schedule, Optimizer: run.Optimizer{LearningRate: 0.01}}
		for epoch, want := range c.Rates {
			for i, got := range rates(config, make([]run.Epoch, epoch), len(want)) {
				if !near(got, want[i]) {
					t.Errorf("%+v, epoch %d, step %d: %g, Keras has %g", c.Schedule, epoch+1, i, got, want[i])
				}
			}
		}
	}
	for _, c := range v.Plateaus {
		config := run.Config{Schedule: c.Schedule, Optimizer: run.Optimizer{LearningRate: 0.01}}
		for i, want := range c.Rates {
			if got := rates(config, history(c.Values[:i+1]), 1)[0]; !near(got, want) {
				t.Errorf("%+v after epoch %d of %v: %g, Keras has %g", c.Schedule, i+1, c.Values, got, want)
				break
			}
		}
	}
	for _, c := range v.Stops {
		epochs, over := 0, false
		for epochs < len(c.Values) && !over {
			epochs++
			_, over = best(c.EarlyStopping, history(c.Values[:epochs]))
		}
		kept, _ := best(c.EarlyStopping, history(c.Values[:epochs]))
		if epochs != c.Epochs || over != c.Over || kept != c.Best {
			t.Errorf("%+v of %v: %d epochs, over %v, best %d; Keras has %d, %v, %d", c.EarlyStopping, c.Values, epochs, over,
				kept, c.Epochs, c.Over, c.Best)
		}
	}
	if len(v.Schedules) < 5 || len(v.Plateaus) < 18 || len(v.Stops) < 24 {
		t.Error("testdata/keras.json lacks cases: run testdata/make_vectors.py")
	}
}
