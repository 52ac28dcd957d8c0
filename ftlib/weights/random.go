package weights

import (
	"math"
	"math/rand/v2"
	"strings"
)

// Random draws weights for the shapes of a network, by our names, as Keras does with weights=None: kernels
// Glorot-uniform, gamma and moving variance 1, everything else 0. A seed gives the same tensors on every machine.
func Random(shapes map[string][]int, seed uint32) map[string]Tensor {
	out := make(map[string]Tensor, len(shapes))
	r := rand.New(rand.NewPCG(uint64(seed), 0))
	for _, name := range sortedNames(shapes) { // a fixed order, as all are drawn from one stream
		shape := shapes[name]
		n := 1
		for _, d := range shape {
			n *= d
		}
		data := make([]float32, n)
		switch _, variable, _ := strings.Cut(name, "/"); variable {
		case "kernel":
			limit := glorot(shape)
			for i := range data {
				data[i] = float32((2*r.Float64() - 1) * limit)
			}
		case "gamma", "moving_variance":
			for i := range data {
				data[i] = 1
			}
		}
		out[name] = Tensor{Shape: shape, Data: data}
	}
	return out
}

// glorot is the bound of Keras' GlorotUniform: the square root of 6 / (fan in + fan out).
func glorot(shape []int) float64 {
	if len(shape) < 2 {
		return 0
	}
	field := 1
	for _, d := range shape[:len(shape)-2] {
		field *= d
	}
	in, out := shape[len(shape)-2], shape[len(shape)-1]
	return math.Sqrt(6 / float64(field*(in+out)))
}
