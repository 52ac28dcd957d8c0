package run

import (
	"math"
	"strings"
	"testing"
)

func TestSummary(t *testing.T) {
	var runs []*Run
	for fold, correct := range []int{8, 9, 10} {
		runs = append(runs, &Run{Dir: "a", Config: Config{Split: Split{Folds: 3, Fold: fold + 1}}, Result: &Result{Epochs: 4,
			Test: Score{Loss: float64(fold), Accuracy: float64(correct) / 10, Correct: correct, Total: 10}}})
	}
	var out strings.Builder
	if err := WriteSummary(&out, runs); err != nil {
		t.Fatal(err)
	}
	const want = "a,3,0,4,0,10,10,1,2\nmean,,,,,,,0.9,1\nstandard deviation,,,,,,,0.1,1\n"
	if !strings.HasSuffix(out.String(), want) {
		t.Errorf("%s\nwant at the end\n%s", out.String(), want)
	}
	if err := WriteSummary(&out, []*Run{{Dir: "a"}}); err == nil {
		t.Error("an unfinished run has a summary")
	}
}

// TestWilson has the values of statsmodels' proportion_confint(method="wilson").
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		correct, total int
		low, high      float64
	}{{0, 10, 0, 0.277532799863}, {8, 10, 0.490162471537, 0.943317848546}, {10, 10, 0.722467200137, 1}, {150, 162, 0.874998482313, 0.957121549562}} {
		low, high := Wilson(c.correct, c.total)
		if !(math.Abs(low-c.low) < 1e-9 && math.Abs(high-c.high) < 1e-9) {
			t.Errorf("%d of %d: %.12g to %.12g, want %.12g to %.12g", c.correct, c.total, low, high, c.low, c.high)
		}
	}
}
