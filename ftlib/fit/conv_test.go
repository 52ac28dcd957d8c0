package fit

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/optimizer"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestConvEngineTrainsAsXLADoes takes two steps on a suffix on the kernels and through XLA alone: VGG16's with a frozen
// convolution in its midst, on images whose sizes are odd at the poolings, and ResNet50's with a stride in its midst.
func TestConvEngineTrainsAsXLADoes(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles whole suffixes by XLA")
	}
	b := open(t)
	if b.Device != "xla:cpu" {
		t.Skip("the kernels are the CPU's")
	}
	for _, c := range []struct {
		model, trainable string
		side, images     int
	}{
		{"vgg16", "block4_conv2,block5_conv1,block5_conv3,fc*,output", 50, 11},
		{"resnet50", "conv4_block6*,conv5*,fc*,output", 72, 14},
	} {
		t.Run(c.model, func(t *testing.T) {
			m, err := network.New(c.model, c.side, map[string]string{"vgg16": "", "resnet50": "512,drop0,256,drop0"}[c.model], 4)
			if err != nil {
				t.Fatal(err)
			}
			mask, err := m.ParseMask(c.trainable)
			if err != nil {
				t.Fatal(err)
			}
			testConvEngine(t, b, m, mask, c.images)
		})
	}
}

func testConvEngine(t *testing.T, b *backend.Backend, m *network.Model, mask network.Mask, images int) {
	weights := map[string][]float32{}
	for _, l := range m.Layers {
		for _, p := range l.Params {
			weights[p.Name] = p.Initial(1)
		}
	}
	const batch = 8
	labels := make([]int, images)
	order := make([]int32, images)
	for i := range labels {
		labels[i], order[i] = i%4, int32(images-1-i)
	}
	train := func(device string, memory int64) (losses []float64, after map[string][]float32) {
		other := *b
		other.Device, other.Memory = device, memory
		// With so large an epsilon Adam is nearly linear in the gradient. With a small one a weight whose gradient is
		// nothing but rounding moves as far as any other.
		rule, err := optimizer.New(run.Optimizer{Name: "adam", LearningRate: 0.001, Beta1: 0.9, Beta2: 0.999, Epsilon: 1})
		if err != nil {
			t.Fatal(err)
		}
		features := frozen.MadeUp(m, m.Cut(mask), images)
		random := rand.New(rand.NewPCG(1, 2)) // its own values repeat, and rounding breaks ties in max-pooling
		for i := range features.Data[0] {
			features.Data[0][i] = max(0, random.Float32()*2-1)
		}
		trainer, err := NewTrainer(&other, &Setup{Config: run.Config{Batch: batch}, Model: m, Mask: mask, Cut: m.Cut(mask),
			Rule: rule}, features, labels, weights)
		if err != nil {
			t.Fatal(err)
		}
		defer trainer.Close()
		if _, ok := trainer.engine.(*convEngine); ok != (device == "xla:cpu") {
			t.Fatalf("%T on %s", trainer.engine, device)
		}
		if x, ok := trainer.engine.(*xlaEngine); ok && x.source.resident() == (memory == 1) {
			t.Fatalf("%T with %d bytes of memory", x.source, memory)
		}
		e := trainer.newEpoch(order, nil)
		e.rates = []float32{0.001, 0.002}
		defer e.Close()
		loss, _, err := trainer.Train(e, 0, trainer.Batches(e))
		if err != nil {
			t.Fatal(err)
		}
		evaluations, err := trainer.Evaluate([]int{3, 1, 4, 1, 5})
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, loss)
		for _, v := range evaluations {
			losses = append(losses, v.Loss)
		}
		if after, err = trainer.Weights(); err != nil {
			t.Fatal(err)
		}
		return losses, after
	}
	got, ours := train("xla:cpu", 0)
	want, theirs := train("xla", 0)
	streamed, same := train("xla", 1) // byte: the features do not fit
	if !slices.Equal(streamed, want) || !maps.EqualFunc(same, theirs, slices.Equal) {
		t.Errorf("losses %v from a stream of features, %v with all on the device", streamed, want)
	}
	for name := range theirs {
		if m.Name == "resnet50" && strings.HasSuffix(name, "_conv/bias") {
			delete(theirs, name) // its gradient is nothing but rounding: the norm behind takes a bias out again
			delete(ours, name)
		}
	}
	sameTraining(t, got, want, weights, ours, theirs)
}

// sameTraining fails where the kernels' numbers, or the changes that they have made to tensors, are not XLA's. before
// has the tensors as they were; those that it lacks were zero.
func sameTraining(t *testing.T, got, want []float64, before, ours, theirs map[string][]float32) {
	t.Helper()
	for i, w := range want {
		if !(math.Abs(got[i]-w) <= 1e-4*math.Abs(w)) {
			t.Errorf("number %d: %g with the kernels, %g through XLA", i, got[i], w)
		}
	}
	if len(ours) != len(theirs) {
		t.Fatalf("%d tensors with the kernels, %d through XLA", len(ours), len(theirs))
	}
	for name, w := range theirs {
		var d, n float64
		for i, v := range w {
			e, change := float64(v-ours[name][i]), float64(v)
			if first := before[name]; first != nil {
				change = float64(v - first[i])
			}
			d, n = d+e*e, n+change*change
		}
		if !(math.Sqrt(d) <= 1e-3*math.Sqrt(n)) {
			t.Errorf("%s: relative difference of the change %.1e", name, math.Sqrt(d/n))
		}
	}
}
