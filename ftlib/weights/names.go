package weights

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	manifest "github.com/finetune-go/ft/weights"
)

// naming maps the names in a file to ours. Layer names are Keras' of today (conv2_block1_1_conv) or of before 2019
// (res2a_branch2a); variables may be kernel, W, bias, b …, with the suffixes of TensorFlow and of Keras' HDF5 files.
type naming struct {
	layers map[string]bool     // layer names of the network
	shapes map[string][]int    // by our name
	byKind map[string][]string // layers in Keras' order, under the class names of Keras 3's .weights.h5
}

func newNaming(n manifest.Network) naming {
	names := naming{map[string]bool{}, map[string][]int{}, map[string][]string{}}
	for _, t := range n.Tensors {
		names.shapes[t.Name] = t.Shape
		layer, variable, _ := strings.Cut(t.Name, "/")
		if names.layers[layer] {
			continue
		}
		names.layers[layer] = true
		kind := "conv2d"
		if variable == "gamma" {
			kind = "batch_normalization"
		}
		names.byKind[kind] = append(names.byKind[kind], layer)
	}
	return names
}

var variables = map[string]string{
	"kernel": "kernel", "W": "kernel", "weight": "kernel", "weights": "kernel",
	"bias": "bias", "b": "bias",
	"gamma": "gamma", "beta": "beta",
	"moving_mean": "moving_mean", "running_mean": "moving_mean",
	// Keras 1 wrote the variance under the name running_std.
	"moving_variance": "moving_variance", "running_std": "moving_variance", "running_var": "moving_variance",
}

// ONNX files name initialisers after the operation that reads them.
var onnxVariables = map[string]string{
	"convolution/ReadVariableOp": "kernel", "Conv2D/ReadVariableOp": "kernel", "Squeeze": "bias",
	"BiasAdd/ReadVariableOp": "bias",
}

var (
	counter   = regexp.MustCompile(`_\d+$`)
	tfSuffix  = regexp.MustCompile(`:\d+$`)
	oldRes    = regexp.MustCompile(`^(res|bn)([2-5])([a-f])_branch(1|2a|2b|2c)$`)
	optimizer = regexp.MustCompile(`(^|/)optimizer`)
)

// baseLayers are the layers of the base of VGG or ResNet of any depth, by a layer that the smallest of them has.
var baseLayers = map[string]*regexp.Regexp{
	"block1_conv1": regexp.MustCompile(`^(block\d+_conv\d+)(_\w+)?$`),
	"conv1_conv":   regexp.MustCompile(`^(conv\d+_block\d+_\d_(?:conv|bn)|(?:res|bn)\d[a-z]\d*_branch\d[a-z]?)(_\w+)?$`),
}

// layer returns the name of today for a layer of the network, old or new, or "".
func (n naming) layer(name string) string {
	for _, s := range []string{name, counter.ReplaceAllString(name, "")} {
		switch s {
		case "conv1":
			s = "conv1_conv"
		case "bn_conv1":
			s = "conv1_bn"
		}
		if m := oldRes.FindStringSubmatch(s); m != nil {
			kind := map[string]string{"res": "conv", "bn": "bn"}[m[1]]
			branch := map[string]string{"1": "0", "2a": "1", "2b": "2", "2c": "3"}[m[4]]
			s = fmt.Sprintf("conv%s_block%d_%s_%s", m[2], m[3][0]-'a'+1, branch, kind)
		}
		if n.layers[s] {
			return s
		}
	}
	return ""
}

// of returns our name for a name in a file, or "" for what is no variable of the network, such as its classifier.
func (n naming) of(name string) string {
	name = strings.TrimPrefix(name, "/")
	if optimizer.MatchString(name) {
		return ""
	}
	if counted.MatchString(name) { // see naming.base
		return ""
	}
	name = tfSuffix.ReplaceAllString(name, "")
	parts := pathParts(name)
	// The innermost layer counts: a path may begin with the model's own name.
	for i := len(parts) - 1; i >= 0; i-- {
		if layer := n.layer(parts[i]); layer != "" && i+1 < len(parts) {
			rest := parts[i+1:]
			if v := onnxVariables[strings.Join(rest, "/")]; v != "" {
				return n.known(layer + "/" + v)
			}
			if len(rest) > 1 {
				return ""
			}
			return n.known(layer + "/" + variable(rest[0]))
		}
		// block1_conv1_W_1: layer and variable in one word.
		for at := len(parts[i]) - 1; at > 0 && i == len(parts)-1; at-- {
			if parts[i][at] != '_' {
				continue
			}
			if layer, v := n.layer(parts[i][:at]), variable(parts[i][at+1:]); layer != "" && v != "" {
				return n.known(layer + "/" + v)
			}
		}
	}
	return ""
}

// stranger returns the layer of a name in a file that a network of the same kind has and ours does not, or "".
func (n naming) stranger(name string) string {
	if optimizer.MatchString(name) {
		return ""
	}
	for first, pattern := range baseLayers {
		if !n.layers[first] {
			continue
		}
		for _, part := range pathParts(name) {
			if m := pattern.FindStringSubmatch(part); m != nil && n.layer(m[1]) == "" {
				return m[1]
			}
		}
	}
	return ""
}

// pathParts are the groups, layers and variable that a name in a file is made of.
func pathParts(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return r == '/' || r == '.' })
}

func variable(s string) string {
	if v := variables[s]; v != "" {
		return v
	}
	return variables[counter.ReplaceAllString(s, "")]
}

func (n naming) known(name string) string {
	if _, ok := n.shapes[name]; ok {
		return name
	}
	return ""
}

// translate returns the network's tensors out of those of a file. What the network has no place for is dropped; a
// missing tensor, another shape, or two different tensors for one place are errors.
func (n naming) translate(raw map[string]Tensor) (map[string]Tensor, error) {
	out := make(map[string]Tensor, len(n.shapes))
	from := map[string]string{}
	all := containers(raw)
	byCount, err := n.base(raw, all)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		ours := n.of(name)
		if ours == "" {
			ours = byCount[name]
		}
		if ours == "" {
			if layer := n.stranger(name); layer != "" {
				return nil, fmt.Errorf("it is of a larger network, with a layer %s: give the weights of this one", layer)
			}
			continue
		}
		t := raw[name]
		if want := n.shapes[ours]; !slices.Equal(t.Shape, want) {
			return nil, fmt.Errorf("%s has shape %v where the network's %s has %v (kernels are height, width, in, out)", name,
				t.Shape, ours, want)
		}
		if other, ok := from[ours]; ok {
			return nil, fmt.Errorf("both %s and %s look like %s", other, name, ours)
		}
		from[ours], out[ours] = name, t
	}
	if len(out) == 0 && len(all) > 0 {
		return nil, fmt.Errorf("its layers, which it names by their number, are not those of this network in their " +
			"order and shapes")
	}
	if len(out) == 0 {
		for _, name := range slices.Sorted(maps.Keys(raw)) {
			return nil, fmt.Errorf("none of its %d tensors has a name of this network's layers (the first is %q)", len(raw),
				name)
		}
		return nil, fmt.Errorf("it has no tensors")
	}
	if missing := len(n.shapes) - len(out); missing > 0 {
		for _, name := range slices.Sorted(maps.Keys(n.shapes)) {
			if _, ok := out[name]; !ok {
				return nil, fmt.Errorf("%d of the network's %d tensors are missing, the first is %s", missing, len(n.shapes), name)
			}
		}
	}
	return out, nil
}
