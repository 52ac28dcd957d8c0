package othertools

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Network is a network to compare on whose weights are all drawn, the moving statistics too, so that none that is left
// out or misplaced goes unseen.
func Network(t *testing.T, c run.Config, classes ...string) *predict.Source {
	t.Helper()
	c = c.WithDefaults()
	m, err := network.New(c.Model, c.Image.Size, c.Head, len(classes))
	if err != nil {
		t.Fatal(err)
	}
	source := &predict.Source{Config: c, Classes: classes, Trained: map[string]weights.Tensor{}, Path: "drawn"}
	r := rand.New(rand.NewPCG(1, 2))
	for _, l := range m.Layers {
		for _, p := range l.Params {
			values := p.Initial(3)
			for i := range values {
				switch {
				case strings.HasSuffix(p.Name, "_3_bn/gamma"): // so that the sums of the blocks do not grow without end
					values[i] = 0.3
				case strings.HasSuffix(p.Name, "output/kernel"):
					values[i] *= 0.2
				case len(p.Shape) == 1:
					values[i] += float32(0.2 * (r.Float64() - 0.5))
				}
			}
			source.Trained[p.Name] = weights.Tensor{Shape: p.Shape, Data: values}
		}
	}
	return source
}

// Preprocessed are RGB bytes as Keras' networks take them: blue, green and red less ImageNet's means.
func Preprocessed(rgb []byte) []float32 {
	out := make([]float32, len(rgb))
	for i, v := range rgb {
		channel := 2 - i%3
		out[i-i%3+channel] = float32(v) - network.MeanBGR[channel]
	}
	return out
}
