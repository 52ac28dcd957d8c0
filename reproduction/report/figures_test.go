package report_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/report"
	"github.com/finetune-go/ft/reproduction/versus"
)

func save(f *report.Figure, err error) {
	if err == nil {
		err = f.Save("testdata/" + f.Name + ".png")
	}
	fmt.Println(err)
}

func ExampleApproaches() {
	save(report.Approaches(), nil)
	// Output: <nil>
}

func ExampleArchitecture() {
	m, err := network.New("vgg16", 224, "", 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	save(report.Architecture("figure2", "VGG16", report.Blocks(m), []int{3, 8, 12, 16}), nil)
	// Output: <nil>
}

func ExampleArchitecture_resNet50() {
	m, err := network.New("resnet50", 224, "", 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	save(report.Architecture("figure3", "ResNet50", report.Blocks(m), []int{6, 16, 26, 38}), nil)
	// Output: <nil>
}

// drawn is an image of a coloured disc, in place of a photograph.
func drawn(width, height int, hue float64) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{uint8(120 + 100*math.Sin(hue)), uint8(120 + 100*math.Sin(hue+2)), uint8(255 * y / height), 255}
			if math.Hypot(float64(x-width/2), float64(y-height/2)) < float64(min(width, height))/3 {
				c = color.RGBA{250, 240, 220, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func ExampleSamples() {
	var samples []report.Sample
	for i, class := range []string{"cats", "dogs", "horses", "Humans"} {
		for j := range 4 {
			samples = append(samples, report.Sample{Image: drawn(200+40*j, 200+30*i, float64(4*i+j)), Class: class})
		}
	}
	save(report.Samples(samples), nil)
	// Output: <nil>
}

func ExampleFoldScheme() {
	save(report.FoldScheme([]int{162, 162, 162, 161, 161}), nil)
	// Output: <nil>
}

func ExampleConfusion() {
	save(report.Confusion("confusion", onlyModel("resnet50", "holdout")[0]))
	// Output: <nil>
}

func ExampleBook_AccuracyFigure() {
	save(report.New(someRuns()).AccuracyFigure("accuracy", 1, 2, 5, 6))
	// Output: <nil>
}

func ExampleBook_TimeFigure() {
	book := report.New(someRuns())
	for model, n := range map[string]int{"vgg16": 3, "resnet50": 6} {
		book.Peers = append(book.Peers, versus.Result{Row: versus.Row{Model: model, Trainable: n}, Peer: "keras", Seconds: 60 / float64(n)})
	}
	save(book.TimeFigure("time", 1, 2, 5, 6))
	// Output: <nil>
}

// ExampleBook_Figure draws figures 6 to 13, the learning curves; others have examples of their own.
func ExampleBook_Figure() {
	book := report.New(someRuns())
	for id := 6; id <= 13; id++ {
		save(book.Figure(id, report.Sources{}))
	}
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
}

func ExampleWorst() {
	r := onlyModel("resnet50", "holdout")[0]
	for i := range 8 {
		r.Result.Predictions = append(r.Result.Predictions, run.Prediction{
			File: fmt.Sprintf("dogs/a-rather-long-name-%d.jpg", i), Class: 2, Guess: i % 3, Loss: 3 / float64(i+1),
		})
	}
	samples, err := report.Worst(r, 6, func(string) (image.Image, error) { return drawn(240, 180, 1), nil })
	if err != nil {
		fmt.Println(err)
		return
	}
	save(report.Gallery("worst", "Images with the highest loss.", samples), nil)
	// Output: <nil>
}

func TestFigures(t *testing.T) {
	golden(t, ExampleApproaches, "figure1.png")
	golden(t, ExampleArchitecture, "figure2.png")
	golden(t, ExampleArchitecture_resNet50, "figure3.png")
	golden(t, ExampleSamples, "figure4.png")
	golden(t, ExampleFoldScheme, "figure5.png")
	golden(t, ExampleBook_Figure, "figure6.png", "figure7.png", "figure8.png", "figure9.png", "figure10.png", "figure11.png", "figure12.png", "figure13.png")
	golden(t, ExampleConfusion, "confusion.png")
	golden(t, ExampleBook_AccuracyFigure, "accuracy.png")
	golden(t, ExampleBook_TimeFigure, "time.png")
	golden(t, ExampleWorst, "worst.png")
}

// TestCurvesBySetting makes a panel for each value of a setting, and refuses a mean over trainings of different kinds.
func TestCurvesBySetting(t *testing.T) {
	at := func(rate float64, seed uint32) *run.Run {
		c := paper.Config("vgg16", 3).WithSeed(seed)
		c.Epochs, c.Optimizer.LearningRate = 5, rate
		return synthetic(c)
	}
	runs := []*run.Run{at(0.001, 1), at(0.001, 2), at(1, 1)}
	if _, err := report.Curves(runs...).Figure(); err == nil || !strings.Contains(err.Error(), "optimizer.learning_rate") {
		t.Errorf("two rates in one panel: %v", err)
	}
	svg, err := report.Curves(runs...).By("optimizer.learning_rate").SVG()
	if err != nil || !strings.Contains(svg, "0.001") {
		t.Errorf("%v", err)
	}
	if _, err := report.Curves(runs...).By("rate").Figure(); err == nil {
		t.Error("a setting that there is not was taken")
	}
}
