package fit

import (
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Draw draws the first weights of layers from a seed, by their names.
func Draw(layers []network.Layer, seed uint32) map[string]weights.Tensor {
	tensors := map[string]weights.Tensor{}
	for _, l := range layers {
		for _, p := range l.Params {
			tensors[p.Name] = weights.Tensor{Shape: p.Shape, Data: p.Initial(seed)}
		}
	}
	return tensors
}

// InitialWeights are a network's before training: those of the set for the base, and a head drawn from the seed.
func InitialWeights(m *network.Model, base *weights.Set, seed uint32) map[string][]float32 {
	values := map[string][]float32{}
	for _, l := range m.Layers[:m.Base] {
		for _, p := range l.Params {
			values[p.Name] = base.Tensors[p.Name].Data
		}
	}
	for name, t := range Draw(m.Layers[m.Base:], seed) {
		values[name] = t.Data
	}
	return values
}

// randomBase draws weights for the base too.
func randomBase(m *network.Model, seed uint32) *weights.Set {
	tensors := Draw(m.Layers[:m.Base], seed)
	return &weights.Set{Network: m.Name, Digest: weights.Digest(tensors), Source: "random", Tensors: tensors}
}
