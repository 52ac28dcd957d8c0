package figure_test

import (
	"fmt"
	"testing"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/internal/testfile"
)

func ExampleCurves() {
	runs := madeUpRuns("vgg16") // in a notebook: run.List("results/runs")
	err := figure.Curves(runs...).Panels("3", "8", "12", "16").Save("testdata/curves.png")
	fmt.Println(err)
	// Output: <nil>
}

func ExampleCurveFigure_Wide() {
	runs := madeUpRuns("resnet50")
	err := figure.Curves(runs...).Panels("6", "16", "26", "38").Accuracy().Epochs(100).Wide().Save("testdata/wide.png")
	fmt.Println(err)
	// Output: <nil>
}

func TestCurves(t *testing.T) {
	testfile.Example(t, ExampleCurves, "curves.png")
	testfile.Example(t, ExampleCurveFigure_Wide, "wide.png")
}
