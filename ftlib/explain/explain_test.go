package explain

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/export"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/othertools"
)

// TestAgainstKeras compares with Keras' own example of the method, run by Keras on the exported network.
func TestAgainstKeras(t *testing.T) {
	python := othertools.Python(t)
	b, err := backend.Open(t.Context(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	const size = 96
	rgb := make([]byte, size*size*3)
	r := rand.New(rand.NewPCG(4, 5))
	for i := range rgb {
		rgb[i] = byte(r.UintN(256)) >> (i / 3 % size / 40)
	}
	dir := t.TempDir()
	images := filepath.Join(dir, "images")
	if err := os.WriteFile(images, mapped.Bytes(othertools.Preprocessed(rgb)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		model, layer, keras string
	}{{"resnet50", "", "conv5_block3_out"}, {"resnet50", "conv4_block6_out", "conv4_block6_out"}, {"vgg16", "",
		"block5_conv3"}} {
		t.Run(c.model+c.layer, func(t *testing.T) {
			source := othertools.Network(t, run.Config{Model: c.model, Head: "avg,16,drop0.5", Image: run.Image{Size: size}},
				"a", "b", "c")
			s := &fit.Session{Backend: b}
			n, err := export.Open(t.Context(), s, source)
			if err != nil {
				t.Fatal(err)
			}
			file, out := filepath.Join(dir, c.model+".keras"), filepath.Join(dir, "out")
			if err := export.Write(n, file, export.Options{Format: "keras"}); err != nil {
				t.Fatal(err)
			}
			e, err := New(t.Context(), s, source, c.layer)
			if err != nil {
				t.Fatal(err)
			}
			defer e.Close()
			got, err := e.Pixels(rgb, Predicted)
			if err != nil {
				t.Fatal(err)
			}
			python("testdata/gradcam.py", file, c.keras, fmt.Sprint(got.Class), images, out)
			raw, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			want := make([]float32, len(raw)/4)
			if _, err := binary.Decode(raw, binary.LittleEndian, want); err != nil {
				t.Fatal(err)
			}
			all := slices.Concat(got.Probabilities, got.Heat)
			if len(all) != len(want) {
				t.Fatalf("%d values, Keras has %d", len(all), len(want))
			}
			worst := 0.
			for i := range want {
				worst = max(worst, math.Abs(float64(all[i]-want[i])))
			}
			t.Logf("class %d of %v: differs from Keras by %.1g", got.Class, got.Probabilities, worst)
			if !(worst < 1e-4) {
				t.Errorf("differs from Keras by %g: %v, %v", worst, all[:8], want[:8])
			}
			if other, err := e.Pixels(rgb, (got.Class+1)%3); err != nil || slices.Equal(other.Heat, got.Heat) {
				t.Errorf("another class has the same map, %v", err)
			}
			for _, bad := range []func() error{
				func() error { _, err := e.Pixels(rgb[1:], 0); return err },
				func() error { _, err := e.Pixels(rgb, 3); return err },
				func() error { _, err := New(t.Context(), s, source, "fc1"); return err },
				func() error { _, err := New(t.Context(), s, source, "input_layer"); return err },
			} {
				if bad() == nil {
					t.Error("a wrong call is no error")
				}
			}
		})
	}
}

// TestMapLayer refuses layers that a shortcut goes past, and says what to choose.
func TestMapLayer(t *testing.T) {
	m, err := network.New("resnet50", 64, "", 2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mapLayer(m, "conv5_block1_2_relu"); err == nil || !strings.Contains(err.Error(), "conv5_block1_out") {
		t.Error(err)
	}
	for _, name := range []string{"", "conv2_block1_out", "conv1_relu"} {
		if _, err := mapLayer(m, name); err != nil {
			t.Error(err)
		}
	}
}

// TestOverlay checks the colours of the two ends on a grey image.
func TestOverlay(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 20, 20))
	for i := range grey.Pix {
		grey.Pix[i] = 128
	}
	m := &Map{Side: 2, Heat: []float32{1, 0, 0, 0}}
	out := m.Overlay(grey)
	hot, cold := out.At(1, 1).(color.RGBA), out.At(18, 18).(color.RGBA)
	if !(hot.R > hot.B+30 && cold.B > cold.R+30) || out.Bounds() != grey.Bounds() {
		t.Errorf("hot is %v, cold is %v", hot, cold)
	}
}
