package figure_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/testfile"
)

func save(f *figure.Figure, err error) {
	if err == nil {
		err = f.Save("testdata/" + f.Name + ".png")
	}
	fmt.Println(err)
}

func ExampleApproaches() {
	save(figure.Approaches("figure1"), nil)
	// Output: <nil>
}

func ExampleArchitecture() {
	m, err := network.New("vgg16", 224, "", 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	save(figure.Architecture("figure2", "VGG16", figure.Blocks(m), []int{3, 8, 12, 16}), nil)
	// Output: <nil>
}

func ExampleArchitecture_resNet50() {
	m, err := network.New("resnet50", 224, "", 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	save(figure.Architecture("figure3", "ResNet50", figure.Blocks(m), []int{6, 16, 26, 38}), nil)
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
	var samples []figure.Sample
	for i, class := range []string{"cats", "dogs", "horses", "Humans"} {
		for j := range 4 {
			samples = append(samples, figure.Sample{Image: drawn(200+40*j, 200+30*i, float64(4*i+j)), Class: class})
		}
	}
	save(figure.Samples("figure4", samples), nil)
	// Output: <nil>
}

func ExampleFoldScheme() {
	save(figure.FoldScheme("figure5", []int{162, 162, 162, 161, 161}), nil)
	// Output: <nil>
}

func ExampleConfusion() {
	save(figure.Confusion("confusion", madeUpRuns("resnet50")[0]))
	// Output: <nil>
}

func ExampleWorst() {
	r := madeUpRuns("resnet50")[0]
	for i := range 8 {
		r.Result.Predictions = append(r.Result.Predictions, run.Prediction{
			File: fmt.Sprintf("dogs/a-rather-long-name-%d.jpg", i), Class: 2, Guess: i % 3, Loss: 3 / float64(i+1),
		})
	}
	samples, err := figure.Worst(r, 6, func(string) (image.Image, error) { return drawn(240, 180, 1), nil })
	if err != nil {
		fmt.Println(err)
		return
	}
	save(figure.Gallery("worst", "Images with the highest loss.", samples), nil)
	// Output: <nil>
}

func TestFigures(t *testing.T) {
	testfile.Example(t, ExampleApproaches, "figure1.png")
	testfile.Example(t, ExampleArchitecture, "figure2.png")
	testfile.Example(t, ExampleArchitecture_resNet50, "figure3.png")
	testfile.Example(t, ExampleSamples, "figure4.png")
	testfile.Example(t, ExampleFoldScheme, "figure5.png")
	testfile.Example(t, ExampleConfusion, "confusion.png")
	testfile.Example(t, ExampleWorst, "worst.png")
}

// TestCurvesBySetting makes a panel for each value of a setting, and refuses a mean over trainings of different kinds.
func TestCurvesBySetting(t *testing.T) {
	at := func(rate float64, seed uint32) *run.Run {
		r := madeUp("vgg16", endings["vgg16"][0], seed)
		r.Config.Optimizer.LearningRate = rate
		return r
	}
	runs := []*run.Run{at(0.001, 1), at(0.001, 2), at(1, 1)}
	if _, err := figure.Curves(runs...).Figure(); err == nil || !strings.Contains(err.Error(), "optimizer.learning_rate") {
		t.Errorf("two rates in one panel: %v", err)
	}
	svg, err := figure.Curves(runs...).By("optimizer.learning_rate").SVG()
	if err != nil || !strings.Contains(svg, "0.001") {
		t.Errorf("%v", err)
	}
	if _, err := figure.Curves(runs...).By("rate").Figure(); err == nil {
		t.Error("a setting that there is not was taken")
	}
}

// TestRateCurve draws a learning rate test, one that ends at once, and one without suggestions.
func TestRateCurve(t *testing.T) {
	dir := t.TempDir()
	for name, f := range map[string]*figure.Figure{
		"whole": figure.RateCurve("rates", "Loss over the rate", []float64{1e-7, 1e-5, 1e-3, 0.1},
			[]float64{2, 2.1, 0.5, 900},
			[]float64{2, 2, 1, 4}, map[string]float64{"falls fastest": 1e-4, "a tenth": 1e-3, "nowhere": 0}),
		"level": figure.RateCurve("rates", "", []float64{1e-7, 1e-6, 1e-5}, []float64{1, 1, 1}, []float64{1, 1, 1}, nil),
	} {
		for _, end := range []string{".svg", ".pdf", ".png"} {
			if err := f.Save(filepath.Join(dir, name+end)); err != nil {
				t.Error(err)
			}
		}
	}
}
