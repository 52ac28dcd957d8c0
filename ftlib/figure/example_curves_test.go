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
	testfile.Example(t, ExampleOverlay, "overlay.png")
	testfile.Example(t, ExampleCurveFigure_Wide, "wide.png")
}

func ExampleOverlay() {
	slow := madeUp("resnet50", endings["resnet50"][0], 2)
	slow.Config.Optimizer.LearningRate = 0.0001
	other := madeUp("vgg16", endings["vgg16"][1], 1)
	other.History = other.History[:120] // one that was stopped
	save(figure.Overlay("overlay", madeUp("resnet50", endings["resnet50"][0], 1), slow, other))
	// Output: <nil>
}
