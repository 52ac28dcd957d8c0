package metrics

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// vector is what scikit-learn makes of some answers, see testdata/make_vectors.py. Null is NaN.
type vector struct {
	Name            string
	Truth           []int
	Probabilities   [][]float64
	Accuracy        [3]float64
	Balanced        float64
	Confusion       [][]int
	Classes         [4][]float64 // precision, recall, F1, support
	Macro, Weighted [3]float64
	LogLoss         float64 `json:"log_loss"`
	Brier           float64
	Top             []float64
	Temperature     float64
	AUC             Number
	Curves          []struct {
		FPR, TPR, Precision, Recall []Number
		AUC, AP                     Number
	}
	Bins struct {
		Accuracy, Confidence []float64
		Counts               []int
		ECE                  float64
	}
}

// TestSameAsScikitLearn compares all values at 1e-9.
func TestSameAsScikitLearn(t *testing.T) {
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			same := func(what string, got, want float64) {
				t.Helper()
				if !(math.Abs(got-want) <= 1e-9) && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Errorf("%s is %.12g, scikit-learn says %.12g", what, got, want)
				}
			}
			n := len(v.Confusion)
			names := make([]string, n)
			s, err := Of(names, v.Truth, v.Probabilities)
			if err != nil {
				t.Fatal(err)
			}
			same("accuracy", float64(s.Accuracy.Value), v.Accuracy[0])
			same("low", float64(s.Accuracy.Low), v.Accuracy[1])
			same("high", float64(s.Accuracy.High), v.Accuracy[2])
			same("balanced accuracy", float64(s.BalancedAccuracy), v.Balanced)
			if fmt.Sprint(s.Confusion) != fmt.Sprint(v.Confusion) {
				t.Errorf("confusion %v, want %v", s.Confusion, v.Confusion)
			}
			for k, c := range s.Classes {
				for i, got := range []Number{c.Precision, c.Recall, c.F1, Number(c.Support)} {
					same(fmt.Sprint("class ", k, " value ", i), float64(got), v.Classes[i][k])
				}
			}
			for i, m := range []Means{s.Macro, s.Weighted} {
				want := [][3]float64{v.Macro, v.Weighted}[i]
				same("mean precision", float64(m.Precision), want[0])
				same("mean recall", float64(m.Recall), want[1])
				same("mean F1", float64(m.F1), want[2])
			}
			same("log loss", float64(s.LogLoss), v.LogLoss)
			same("Brier", float64(s.Brier), v.Brier)
			for k, want := range v.Top {
				same(fmt.Sprint("top ", k+1), float64(s.Top[k].Value), want)
			}
			got, err := FitTemperature(n, v.Truth, v.Probabilities)
			if err != nil {
				t.Fatal(err)
			}
			same("temperature", got, v.Temperature)
			if !math.IsNaN(float64(v.AUC)) { // else ours is that of the classes that occur
				same("AUC", float64(s.ROCAUC), float64(v.AUC))
			}
			for k, want := range v.Curves {
				c, err := CurveFor(k, v.Truth, v.Probabilities)
				if err != nil {
					t.Fatal(err)
				}
				same("AUC of a class", c.auc(), float64(want.AUC))
				same("average precision of a class", c.averagePrecision(), float64(want.AP))
				fpr, tpr := c.ROC()
				precision, recall := c.PR()
				for i, pair := range [][2]any{{fpr, want.FPR}, {tpr, want.TPR}, {precision, want.Precision},
					{recall, want.Recall}} {
					got, want := pair[0].([]float64), pair[1].([]Number)
					if len(got) != len(want) {
						t.Fatalf("class %d, curve %d: %d points, want %d", k, i, len(got), len(want))
					}
					for j := range got {
						same(fmt.Sprint("class ", k, " curve ", i), got[j], float64(want[j]))
					}
				}
			}
			same("ECE", float64(s.Calibration.Expected), v.Bins.ECE)
			filled := 0
			for b, bin := range s.Calibration.Bins {
				if bin.Images != v.Bins.Counts[b] {
					t.Errorf("bin %d has %d images, want %d", b, bin.Images, v.Bins.Counts[b])
				} else if bin.Images > 0 {
					same("accuracy of a bin", float64(bin.Accuracy), v.Bins.Accuracy[filled])
					same("confidence of a bin", float64(bin.Confidence), v.Bins.Confidence[filled])
					filled++
				}
			}
			if text, err := json.Marshal(s); err != nil || strings.Contains(string(text), "NaN") {
				t.Errorf("JSON: %v", err)
			}
		})
	}
}

// TestRefused checks that what no classifier gives is an error.
func TestRefused(t *testing.T) {
	two := []string{"a", "b"}
	if _, err := Of(two, nil, nil); !errors.Is(err, ErrNoImages) {
		t.Errorf("no images: %v", err)
	}
	if _, err := Count(two, [][]int{{0, 0}, {0, 0}}); !errors.Is(err, ErrNoImages) {
		t.Errorf("an empty matrix: %v", err)
	}
	for what, row := range map[string][]float64{"NaN": {math.NaN(), 1}, "less than 0": {-.5, 1.5}, "no sum": {.5, .4},
		"too few": {1}, "infinite": {math.Inf(1), 0}} {
		if _, err := Of(two, []int{0}, [][]float64{row}); err == nil {
			t.Errorf("%s is taken for probabilities", what)
		}
	}
	for _, truth := range [][]int{{2}, {-1}, {0, 1}} {
		if _, err := Of(two, truth, [][]float64{{1, 0}}); err == nil {
			t.Errorf("classes %v of one image are taken", truth)
		}
	}
	if _, err := curveOf([]bool{true}, []float64{math.NaN()}); err == nil {
		t.Error("a score of NaN is taken")
	}
	if s := ShareOf(0, 0); !math.IsNaN(float64(s.Value)) {
		t.Errorf("nothing of nothing is %v", s)
	}
}

// TestTemperature checks that a temperature that was applied is found again, and changes no guess.
func TestTemperature(t *testing.T) {
	var truth []int
	var rows [][]float64
	for i := range 40 { // three of four are right, at a confidence of 0.75
		row := []float64{.75, .125, .125}
		truth, rows = append(truth, i%4/3), append(rows, row)
	}
	got, err := FitTemperature(3, truth, rows)
	if err != nil {
		t.Fatal(err)
	}
	sharp := make([][]float64, len(rows))
	for i, row := range rows {
		sharp[i] = AtTemperature(row, got/3)
		if Guess(sharp[i]) != Guess(row) {
			t.Error("a guess has changed")
		}
	}
	again, err := FitTemperature(3, truth, sharp)
	if err != nil || math.Abs(again-3) > 1e-9 {
		t.Errorf("three times sharper answers need %g, %v", again, err)
	}
	if flat := AtTemperature([]float64{1, 0}, 1); !slices.Equal(flat, []float64{1, 0}) && flat[1] > 1e-30 {
		t.Errorf("a probability of 0 became %v", flat)
	}
}

// TestGuess takes the first of equal classes.
func TestGuess(t *testing.T) {
	if a, b := Guess([]float32{.25, .375, .375}), Guess([]float64{.5, .5}); a != 1 || b != 0 {
		t.Errorf("the likeliest are %d and %d", a, b)
	}
}

func TestWilson(t *testing.T) {
	// Newcombe 1998, table I: 81 of 263 and 0 of 20.
	for _, test := range []struct {
		k         float64
		n         int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}} {
		low, high := Wilson(test.k, test.n)
		if math.Abs(low-test.low) > 5e-5 || math.Abs(high-test.high) > 5e-5 {
			t.Errorf("%v of %d: %.4f to %.4f", test.k, test.n, low, high)
		}
	}
}
