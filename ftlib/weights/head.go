package weights

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Dense is a dense layer of a file, in the file's order.
type Dense struct{ Kernel, Bias Tensor }

// namedDense is a dense layer in files that name layers: "dense_2/dense_2/kernel:0", "fc1/kernel".
var namedDense = regexp.MustCompile(`^(?:.*/)?((?:dense|fc|predictions|output)(?:_?(\d+))?)/(kernel|bias)(?::0)?$`)

// denseLayers are the dense layers of a file: the head of a whole model, which a network of the same shapes can go on
// with.
func denseLayers(raw map[string]Tensor) []Dense {
	layers := map[string]*Dense{}
	var names []string
	note := func(layer, variable string, t Tensor) {
		if layers[layer] == nil {
			layers[layer] = &Dense{}
			names = append(names, layer)
		}
		if variable == "kernel" {
			layers[layer].Kernel = t
		} else {
			layers[layer].Bias = t
		}
	}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		if optimizer.MatchString(name) {
			continue
		}
		if m := counted.FindStringSubmatch(name); m != nil && m[2] == "dense" && (m[4] == "0" || m[4] == "1") {
			note("dense_"+m[3], order["dense"][m[4][0]-'0'], raw[name])
		} else if m := namedDense.FindStringSubmatch(name); m != nil {
			note(m[1], m[3], raw[name])
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return rank(a) - rank(b) })
	var all []Dense
	for _, n := range names {
		if d := layers[n]; len(d.Kernel.Shape) == 2 && len(d.Bias.Shape) == 1 {
			all = append(all, *d)
		}
	}
	return all
}

// rank orders layers as they follow each other: by number, the output last.
func rank(layer string) int {
	if layer == "output" || layer == "predictions" {
		return 1 << 20
	}
	n, _ := strconv.Atoi(strings.TrimLeft(layer, "densfc_"))
	return n
}
