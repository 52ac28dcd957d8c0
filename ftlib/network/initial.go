package network

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
)

// Initial draws the first values of one weight on the host, so that they are the same on every backend: Glorot uniform
// for kernels (Keras' default: limit sqrt(6 / (fan in + fan out))), 1 for gamma and moving variance, 0 for the rest.
// Each tensor has a stream of its own, so that a head's first values do not depend on what else is drawn.
func (p Param) Initial(seed uint32) []float32 {
	values := make([]float32, p.Size())
	switch kind := p.Name[strings.LastIndex(p.Name, "/")+1:]; kind {
	case "gamma", "moving_variance":
		for i := range values {
			values[i] = 1
		}
	case "kernel":
		in, out := p.Shape[len(p.Shape)-2], p.Shape[len(p.Shape)-1]
		field := Values(p.Shape) / (in * out)
		limit := math.Sqrt(6 / float64(field*(in+out)))
		h := fnv.New64a()
		h.Write([]byte(p.Name))
		r := rand.New(rand.NewPCG(uint64(seed), h.Sum64()))
		for i := range values {
			values[i] = float32((2*r.Float64() - 1) * limit)
		}
	}
	return values
}
