package figure_test

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/run"
	"golang.org/x/image/font/opentype"
	plotdraw "gonum.org/v1/plot/vg/draw"
)

func render(t *testing.T, f *figure.Figure, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSVGCarriesItsFont(t *testing.T) {
	svg := render(t, figure.FoldScheme("figure5", []int{162, 162, 162, 161, 161}), "svg")
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("no XML: %v", err)
		}
	}
	fonts := regexp.MustCompile(`base64,([A-Za-z0-9+/=]+)\) format`).FindAllSubmatch(svg, -1)
	if len(fonts) != 2 {
		t.Fatalf("%d fonts, want regular and bold", len(fonts))
	}
	for _, f := range fonts {
		ttf, err := base64.StdEncoding.DecodeString(string(f[1]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := opentype.Parse(ttf); err != nil {
			t.Error(err)
		}
		if len(ttf) > 100_000 {
			t.Errorf("font of %d bytes is not cut down", len(ttf))
		}
	}
	t.Logf("SVG of %d bytes", len(svg))
}

func TestSVGForScreens(t *testing.T) {
	svg, err := figure.FoldScheme("figure5", []int{162, 162, 162, 161, 161}).SVG()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(svg, `<svg width="476.22pt"`) || !strings.Contains(svg, `viewBox="0 0 238.11 `) {
		t.Errorf("a figure must be twice as large on a screen: %.200s", svg)
	}
}

func TestFilesAreTheSameEachTime(t *testing.T) {
	curves := func() *figure.Figure {
		f, err := figure.Curves(madeUpRuns("vgg16")...).Figure()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	photographs := func() *figure.Figure {
		var samples []figure.Sample
		for i := range 8 {
			samples = append(samples, figure.Sample{Image: drawn(200, 150, float64(i)), Class: []string{"cats", "dogs"}[i/4]})
		}
		return figure.Samples("figure4", samples)
	}
	for name, make := range map[string]func() *figure.Figure{"curves": curves, "photographs": photographs} {
		for _, format := range []string{"svg", "pdf", "png"} {
			if !bytes.Equal(render(t, make(), format), render(t, make(), format)) {
				t.Errorf("%s: %s differs from one time to the next", name, format)
			}
		}
	}
}

// TestPhotographsStandUpright looks at the PDF, whose y axis points the other way, with pdftoppm where that is there.
func TestPhotographsStandUpright(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 100))
	draw.Draw(img, image.Rect(0, 0, 100, 50), image.NewUniform(color.RGBA{255, 0, 0, 255}), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 50, 100, 100), image.NewUniform(color.RGBA{0, 0, 255, 255}), image.Point{}, draw.Src)
	f := figure.Samples("figure4", []figure.Sample{{Image: img, Class: "sky"}})
	red := func(format string, file []byte) bool {
		got, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		b := got.Bounds()
		r, _, _, _ := got.At(b.Dx()/2, b.Dy()/4).RGBA()
		_, _, blue, _ := got.At(b.Dx()/2, b.Dy()*3/4).RGBA()
		return r > 0xf000 && blue > 0xf000
	}
	if !red("png", render(t, f, "png")) {
		t.Error("the PNG is upside down")
	}
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("no pdftoppm: install poppler-utils to look at the PDF, too")
	}
	cmd := exec.Command(tool, "-png", "-r", "50", "-")
	cmd.Stdin = bytes.NewReader(render(t, f, "pdf"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if !red("pdf", out) {
		t.Error("the PDF is upside down")
	}
}

func TestPDFEmbedsItsFont(t *testing.T) {
	pdf := render(t, figure.Approaches("figure1"), "pdf")
	if n := bytes.Count(pdf, []byte("/FontFile2")); n != 1 {
		t.Errorf("%d embedded fonts, want 1: bold letters are outlines", n)
	}
	if !bytes.Contains(pdf, []byte("D:20230226000000")) {
		t.Error("the date is not fixed")
	}
}

func TestFigureErrors(t *testing.T) {
	if err := figure.Approaches("figure1").Write(io.Discard, "bmp"); err == nil || !strings.Contains(err.Error(), ".svg") {
		t.Error(err)
	}
	if err := figure.FoldScheme("figure5", nil).Write(io.Discard, "png"); err == nil {
		t.Error("no folds must be an error")
	}
	if err := figure.Curves().Save("testdata/none.png"); err == nil {
		t.Error("no runs must be an error")
	}
	if err := figure.Curves(append(madeUpRuns("vgg16"),
		madeUpRuns("resnet50")...)...).Save("testdata/none.png"); err == nil ||
		!strings.Contains(err.Error(), "several models") {
		t.Error(err)
	}
	if _, err := figure.Confusion("confusion"); err == nil {
		t.Error("no runs must be an error")
	}
}

// TestCurvesOfPerfectTrainings draws accuracies that are all 100 %: their axis has marks all the same.
func TestCurvesOfPerfectTrainings(t *testing.T) {
	r := &run.Run{Config: run.Config{Trainable: "6"}, History: []run.Epoch{{Accuracy: 1, ValAccuracy: 1}, {Accuracy: 1,
		ValAccuracy: 1}}}
	if svg, err := figure.Curves(r).Accuracy().SVG(); err != nil || !strings.Contains(svg, ">90</text>") {
		t.Errorf("no mark at 90 %%: %v", err)
	}
}

// TestCurvesOfDivergedTrainings draws what there is of trainings whose losses end as no number, or begin so.
func TestCurvesOfDivergedTrainings(t *testing.T) {
	good, nan, inf := run.Epoch{Loss: 1, ValLoss: 2}, run.Epoch{Loss: math.NaN(),
		ValLoss: math.NaN()}, run.Epoch{Loss: math.Inf(1), ValLoss: 3}
	for _, history := range [][]run.Epoch{{good, inf, nan}, {nan}} {
		r := &run.Run{Config: run.Config{Trainable: "6"}, History: history}
		steady := &run.Run{Config: run.Config{Trainable: "6"}, History: []run.Epoch{good, good}}
		if _, err := figure.Curves(r).SVG(); err != nil {
			t.Error(err)
		}
		if _, err := figure.Curves(r, steady).SVG(); err != nil {
			t.Error(err)
		}
	}
}

// TestLossesBeyondAllBounds draws a training that runs away up to there, so that the others are still seen.
func TestLossesBeyondAllBounds(t *testing.T) {
	history := []run.Epoch{{Loss: 1, ValLoss: 2}, {Loss: 1e40, ValLoss: 1e300}, {Loss: -1, ValLoss: 0}}
	svg, err := figure.Curves(&run.Run{Config: run.Config{Trainable: "6"}, History: history}).SVG()
	if err != nil || strings.Contains(svg, "000000000<") {
		t.Errorf("the axis reaches to the runaway's loss: %v", err)
	}
}

// TestPointsThatCannotBeDrawn leaves out what is no finite number, or has no logarithm.
func TestPointsThatCannotBeDrawn(t *testing.T) {
	p := figure.Points{Log: true, Expected: 1, Series: []figure.Series{{Name: "ours", Glyph: plotdraw.CircleGlyph{}}}}
	p.Panels = []figure.Panel{{Places: []string{"3", "8", "12", "16"}, Points: [][]figure.Point{{
		{Place: 0, Value: 1, Low: 1, High: 2}, {Place: 1, Value: math.NaN()}, {Place: 2, Value: 1, Low: 0,
			High: math.Inf(1)}, {Place: 3},
	}}}}
	render(t, p.Figure("points", ""), "svg")
	p.Panels[0].Points[0] = nil
	if svg := render(t, p.Figure("points", ""), "svg"); strings.Count(string(svg), ">not run<") != 4 {
		t.Error("places without a point are not marked")
	}
}

// TestFiguresOfARun draws what a run has: nothing of the result that is not there yet.
func TestFiguresOfARun(t *testing.T) {
	r := madeUpRuns("vgg16")[0]
	if all, err := figure.Results(r, "x", nil); err != nil || len(all) != 1 {
		t.Errorf("%d figures, %v", len(all), err)
	}
	r.Result.Predictions = []run.Prediction{{File: "a/b.jpg"}}
	if all, err := figure.Results(r, "x", nil); err != nil || len(all) != 2 ||
		!errors.Is(all[1].Save("testdata/none.png"), figure.ErrNoImages) {
		t.Errorf("%d figures, %v", len(all), err)
	}
	gone := func(string) (image.Image, error) { return nil, os.ErrNotExist }
	if all, err := figure.Results(r, "x", gone); err != nil || len(all) != 2 || all[1].Draw != nil {
		t.Errorf("%d figures, %v", len(all), err)
	}
	r.Result.Confusion = nil
	if _, err := figure.Confusion("x", r); err == nil || !strings.Contains(err.Error(), "not recorded") {
		t.Error(err)
	}
	for _, confusion := range [][][]int{{{1}}, {{1, 2, 3, 4}, {1}, nil, {1}}, make([][]int, 5)} {
		r.Result.Confusion = confusion
		if _, err := figure.Confusion("x", r); err == nil {
			t.Errorf("%v is drawn", confusion)
		}
	}
	r.Result = nil
	if _, err := figure.Results(r, "x", nil); !errors.Is(err, run.ErrUnfinished) {
		t.Error(err)
	}
	if all, err := figure.History(r, "x"); err != nil || len(all) != 2 {
		t.Errorf("%d figures, %v", len(all), err)
	}
}
