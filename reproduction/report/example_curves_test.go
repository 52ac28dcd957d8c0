package report_test

import (
	"fmt"
	"testing"

	"github.com/finetune-go/ft/reproduction/report"
)

func ExampleCurves() {
	runs := onlyModel("vgg16", "holdout") // in a notebook: run.List("results/runs")
	err := report.Curves(runs...).Panels("3", "8", "12", "16").Save("testdata/curves.png")
	fmt.Println(err)
	// Output: <nil>
}

func ExampleCurveFigure_Wide() {
	runs := onlyModel("resnet50", "holdout")
	err := report.Curves(runs...).Panels("6", "16", "26", "38").Accuracy().Epochs(100).Wide().Save("testdata/wide.png")
	fmt.Println(err)
	// Output: <nil>
}

func TestCurves(t *testing.T) {
	golden(t, ExampleCurves, "curves.png")
	golden(t, ExampleCurveFigure_Wide, "wide.png")
}
