package network

import (
	"fmt"
	"testing"

	"github.com/finetune-go/ft/internal/golden"
)

// TestKerasTables compares names, order and parameter counts with Keras' model.layers.
func TestKerasTables(t *testing.T) {
	for _, trace := range golden.Read(t).Traces {
		m, err := New(trace.Model, 224, "", 4)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Layers) != len(trace.Layers) {
			t.Fatalf("%s: %d layers, Keras has %d", trace.Model, len(m.Layers), len(trace.Layers))
		}
		for i, l := range m.Layers {
			// Keras numbers its input layers within a session.
			if l.Kind != Input && l.Name != trace.Layers[i] {
				t.Errorf("%s: layer %d is %s, Keras has %s", trace.Model, i, l.Name, trace.Layers[i])
			}
		}
		mask, err := m.ParseMask(fmt.Sprint(trace.TrainableLayers))
		if err != nil {
			t.Fatal(err)
		}
		if total, trainable := m.Parameters(mask); total != trace.TotalParams || trainable != trace.TrainableParams {
			t.Errorf("%s N=%d: %d and %d parameters, Keras has %d and %d", trace.Model, trace.TrainableLayers, total, trainable,
				trace.TotalParams, trace.TrainableParams)
		}
	}
}
