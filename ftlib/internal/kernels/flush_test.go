package kernels

import (
	"runtime"
	"testing"
)

// TestFlush lets a moment of Adam shrink below the normal numbers: the kernels take it as zero, and Go's own arithmetic
// still has it.
func TestFlush(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("only there do such numbers take longer")
	}
	small := make([]float32, 24)
	for i := range small {
		small[i] = 1.2e-38 // next to the smallest normal number
	}
	eachSet(t, func(t *testing.T) {
		h := NewHead([]int{8, 3}, 1)
		h.Set(0, 1, small, small[:3])
		_, width := h.Forward(make([]float32, 8), 8, []int32{0}, make([][]Drop, 1))
		h.Learn(make([]float32, width), 1, Rule{Adam: true, Rate: 0.1, A: 0.99, B: 0.99, Epsilon: 1e-7})
		kernel, bias := make([]float32, 24), make([]float32, 3)
		h.Get(0, 1, kernel, bias)
		if kernel[0] != 0 || bias[0] != 0 {
			t.Errorf("moments %g, %g", kernel[0], bias[0])
		}
		if small[0]*0.5 == 0 {
			t.Error("Go's arithmetic is changed")
		}
	})
}
