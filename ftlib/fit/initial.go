package fit

import (
	"slices"

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

// InitialWeights are a network's before training: those of the set for the base and, where it has a head that fits, for
// the head, which is drawn from the seed otherwise.
func InitialWeights(m *network.Model, base *weights.Set, seed uint32) map[string][]float32 {
	values := map[string][]float32{}
	for _, l := range m.Layers[:m.Base] {
		for _, p := range l.Params {
			values[p.Name] = base.Tensors[p.Name].Data
		}
	}
	head := headOf(m, base)
	if head == nil {
		head = Draw(m.Layers[m.Base:], seed)
	}
	for name, t := range head {
		values[name] = t.Data
	}
	return values
}

// headOf is the head of a set, by the names of a network's layers; nil where the dense layers are not as many or of
// other shapes.
func headOf(m *network.Model, set *weights.Set) map[string]weights.Tensor {
	head, k := map[string]weights.Tensor{}, 0
	for _, l := range m.Layers[m.Base:] {
		if l.Kind != network.Dense {
			continue
		}
		if k == len(set.Head) || !slices.Equal(set.Head[k].Kernel.Shape, l.Params[0].Shape) ||
			!slices.Equal(set.Head[k].Bias.Shape, l.Params[1].Shape) {
			return nil
		}
		head[l.Params[0].Name], head[l.Params[1].Name] = set.Head[k].Kernel, set.Head[k].Bias
		k++
	}
	if k != len(set.Head) {
		return nil
	}
	return head
}

// randomBase draws weights for the base too.
func randomBase(m *network.Model, seed uint32) *weights.Set {
	tensors := Draw(m.Layers[:m.Base], seed)
	return &weights.Set{Network: m.Name, Digest: weights.Digest(tensors), Source: "random", Tensors: tensors}
}
