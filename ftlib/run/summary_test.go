package run

import (
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
