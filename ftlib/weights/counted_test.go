package weights

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	manifest "github.com/finetune-go/ft/weights"
)

// three is a network of two convolutions and a norm.
func three() manifest.Network {
	return manifest.Network{Tensors: []manifest.Tensor{
		{Name: "conv1_conv/kernel", Shape: []int{3, 3, 3, 4}}, {Name: "conv1_conv/bias", Shape: []int{4}},
		{Name: "conv1_bn/gamma", Shape: []int{4}}, {Name: "conv1_bn/beta", Shape: []int{4}},
		{Name: "conv1_bn/moving_mean", Shape: []int{4}}, {Name: "conv1_bn/moving_variance", Shape: []int{4}},
		{Name: "conv2_block1_1_conv/kernel", Shape: []int{1, 1, 4, 8}}, {Name: "conv2_block1_1_conv/bias", Shape: []int{8}},
	}}
}

// file writes a layer as Keras 3 names it.
func file(within, layer string, shapes ...[]int) map[string]Tensor {
	out := map[string]Tensor{}
	for v, shape := range shapes {
		n := 1
		for _, d := range shape {
			n *= d
		}
		t := Tensor{Shape: shape, Data: make([]float32, n)}
		t.Data[0] = float32(len(within)*100 + len(layer)*10 + v) // to tell them apart
		out[fmt.Sprintf("%slayers/%s/vars/%d", within, layer, v)] = t
	}
	return out
}

func join(parts ...map[string]Tensor) map[string]Tensor {
	out := map[string]Tensor{}
	for _, p := range parts {
		maps.Copy(out, p)
	}
	return out
}

// TestCounted finds a network by the order and shapes of its layers: alone, nested, beside others, with layers around
// it.
func TestCounted(t *testing.T) {
	c1, c2, norm := [][]int{{3, 3, 3, 4}, {4}}, [][]int{{1, 1, 4, 8}, {8}}, [][]int{{4}, {4}, {4}, {4}}
	alone := func(within string) map[string]Tensor {
		return join(file(within, "conv2d", c1...), file(within, "conv2d_1", c2...),
			file(within, "batch_normalization", norm...))
	}
	n := newNaming(three())
	for name, c := range map[string]struct {
		raw    map[string]Tensor
		kernel string // name of the first convolution's kernel in the file; "" where it cannot be found
		says   string
	}{
		"alone": {alone(""), "layers/conv2d/vars/0", ""},
		"nested": {join(alone("layers/functional/"), file("", "dense", []int{8, 2}, []int{2})),
			"layers/functional/layers/conv2d/vars/0", ""},
		"norm in the head": {join(alone("layers/functional/"), file("", "batch_normalization", norm...)),
			"layers/functional/layers/conv2d/vars/0", ""},
		"adapter before": {join(file("", "conv2d", []int{1, 1, 1, 3}, []int{3}), file("", "conv2d_1", c1...),
			file("", "conv2d_2", c2...),
			file("", "batch_normalization", norm...)), "layers/conv2d_1/vars/0", ""},
		"convolution behind": {join(alone(""), file("", "conv2d_2", []int{3, 3, 8, 8}, []int{8})), "layers/conv2d/vars/0",
			""},
		"optimizer beside": {join(alone(""), file("optimizer/", "conv2d", c1...)), "layers/conv2d/vars/0", ""},
		"twice":            {join(alone("layers/a/"), alone("layers/b/")), "", "2 whole networks"},
		"half": {join(file("", "conv2d", c1...), file("", "batch_normalization", norm...)), "",
			"by their number"},
		"other shapes": {join(file("", "conv2d", c1...), file("", "conv2d_1", []int{3, 3, 4, 8}, []int{8}),
			file("", "batch_normalization", norm...)), "", "by their number"},
	} {
		got, err := n.translate(c.raw)
		if c.kernel == "" {
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || len(got) != 8 || got["conv1_conv/kernel"].Data[0] != c.raw[c.kernel].Data[0] {
			t.Errorf("%s: %d tensors, %v", name, len(got), err)
		}
	}
}

// TestDenseLayers takes the head of a whole model in its order, whatever its layers are called.
func TestDenseLayers(t *testing.T) {
	a, b := [][]int{{8, 4}, {4}}, [][]int{{4, 2}, {2}}
	named := func(prefix string, shapes [][]int) map[string]Tensor {
		return map[string]Tensor{prefix + "/kernel": {Shape: shapes[0]}, prefix + "/bias": {Shape: shapes[1]}}
	}
	for name, raw := range map[string]map[string]Tensor{
		"keras 3": join(file("", "dense", a...), file("", "dense_1", b...), file("optimizer/", "dense", a...)),
		"keras 2": join(named("model_weights/dense_5/dense_5", a), named("model_weights/dense_10/dense_10", b)),
		"ours":    join(named("fc1", a), named("output", b)),
	} {
		got := denseLayers(raw)
		if len(got) != 2 || got[0].Kernel.Shape[0] != 8 || got[1].Kernel.Shape[0] != 4 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
