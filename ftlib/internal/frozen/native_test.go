package frozen

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
)

// TestFuse counts the steps of whole networks: convolutions, poolings and VGG16's flatten.
func TestFuse(t *testing.T) {
	for name, want := range map[string]int{"vgg16": 13 + 1, "resnet50": 53 + 2} {
		m, err := network.New(name, 224, "", 4)
		if err != nil {
			t.Fatal(err)
		}
		boundary := map[string]string{"vgg16": "flatten", "resnet50": "avg_pool"}[name]
		if steps := fuse(m, []string{boundary}); len(steps) != want {
			t.Errorf("%s: %d steps, not %d", name, len(steps), want)
		}
		// A step must not swallow a value that is asked for.
		inside := map[string]string{"vgg16": "block3_conv2", "resnet50": "conv3_block1_0_bn"}[name]
		if steps := fuse(m, []string{inside}); len(steps) == 0 || steps[len(steps)-1].out != inside {
			t.Errorf("%s is not what the last step gives", inside)
		}
	}
	// Before its ReLU a 3x3 convolution is none that the kernels have.
	m, err := network.New("resnet50", 224, "", 4)
	if err != nil {
		t.Fatal(err)
	}
	if fuse(m, []string{"conv3_block1_2_bn"}) != nil {
		t.Error("a convolution without ReLU was taken")
	}
}

// TestNativeAgainstXLA computes small images with random weights both ways.
func TestNativeAgainstXLA(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles whole prefixes by XLA")
	}
	b, err := backend.Open(context.Background(), backend.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b.Device != "xla:cpu" {
		t.Skip("the kernels are the CPU's")
	}
	for _, c := range []struct {
		model      string
		side       int
		boundaries [][]string
	}{
		{"vgg16", 64, [][]string{{"block1_conv1"}, {"block2_pool"}, {"flatten"}}},
		{"vgg16", 50, [][]string{{"block4_pool"}}}, // odd sizes: 25, 3
		{"resnet50", 64, [][]string{{"conv1_relu"}, {"conv2_block3_out"}, {"conv3_block1_0_bn", "conv3_block1_3_bn"},
			{"avg_pool"}}},
		{"resnet50", 65, [][]string{{"pool1_pool"}, {"avg_pool"}}}, // 33, 17, 9, 5, 3
	} {
		model, side := c.model, c.side
		m, err := network.New(model, side, "", 4)
		if err != nil {
			t.Fatal(err)
		}
		set := &weights.Set{Tensors: map[string]weights.Tensor{}}
		for _, l := range m.Layers[:m.Base] {
			for _, p := range l.Params {
				set.Tensors[p.Name] = weights.Tensor{Shape: p.Shape, Data: p.Initial(1)}
			}
		}
		const n = 19 // more than a batch, more than what the kernels take at once, and a rest
		pixels := make([]byte, n*side*side*3)
		for i := range pixels {
			pixels[i] = byte(i * 7919 % 251)
		}
		for _, boundary := range c.boundaries {
			cut := m.At(boundary[len(boundary)-1])
			cut.Boundary = boundary
			r := Request{Backend: b, Model: m, Cut: cut, Weights: set, Pixels: pixels}
			engine, err := newEngine(r, n)
			if err != nil {
				t.Fatal(err)
			}
			got, err := engine.run(pixels, 0, n)
			if err != nil {
				t.Fatal(err)
			}
			xla, err := newProgram(r, batch)
			if err != nil {
				t.Fatal(err)
			}
			for _, from := range []int{0, batch} {
				rows := min(batch, n-from)
				want, err := xla.run(pixels, from, rows)
				if err != nil {
					t.Fatal(err)
				}
				for k := range boundary {
					size := len(want[k]) / rows
					part := got[k][from*size : (from+rows)*size]
					if e := distance(part, want[k]); !(e < 1e-5) {
						t.Errorf("%s %s from image %d: relative difference %.1e", model, boundary[k], from, e)
					}
				}
			}
			xla.close()
			if one, err := engine.run(pixels, 5, 1); err != nil {
				t.Error(err)
			} else if size := len(one[0]); !slices.Equal(one[0], got[0][5*size:6*size]) {
				t.Errorf("%s %s: one image alone has other values than among others", model, boundary[0])
			}
			engine.close()
		}
	}
}

func distance(got, want []float32) float64 {
	var d, n float64
	for i, w := range want {
		e := float64(got[i] - w)
		d, n = d+e*e, n+float64(w)*float64(w)
	}
	return math.Sqrt(d / n)
}

// TestChunk keeps large images from taking more memory than eight usual ones, if one at least fits.
func TestChunk(t *testing.T) {
	for side, want := range map[int]int{32: 8, 224: 8, 317: 3, 448: 2, 640: 1, 4096: 1} {
		if got := chunk(side); got != want {
			t.Errorf("%d pixels: %d images, want %d", side, got, want)
		}
	}
}
