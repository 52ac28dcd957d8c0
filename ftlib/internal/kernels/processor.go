package kernels

// #cgo CFLAGS: -O3
// #cgo LDFLAGS: -lm
// #include "kernels.h"
import "C"

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// kernels are the C functions for this processor.
var kernels = C.ft_best(16)

// lanes is the number of floats of a vector.
func lanes() int { return int(kernels.lanes) }

func pointer(v []float32) *C.float { return (*C.float)(unsafe.Pointer(unsafe.SliceData(v))) }

// apart is the number of floats between two of the 36 points of a transform.
const apart = C.ft_apart

// parallel calls f for 0…n-1 on all processors; what each call computes must not depend on the others.
func parallel(n int, f func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wait.Wait()
}

var buffers sync.Pool

// scratch returns n floats of any value, to be returned with recycle.
func scratch(n int) []float32 {
	if b, ok := buffers.Get().(*[]float32); ok && cap(*b) >= n {
		return (*b)[:n]
	}
	return make([]float32, n)
}

func recycle(b []float32) { buffers.Put(&b) }

// Set names the instruction set in use: results of two sets differ in rounding.
func Set() string { return map[int]string{16: "avx512", 8: "avx2", 4: "plain"}[lanes()] }

// Compiler names what compiled the kernels: one may round where another fuses a multiplication with an addition.
func Compiler() string { return C.GoString(C.ft_compiler()) }

// use takes the kernels of at most so many lanes.
func use(lanes int) { kernels = C.ft_best(C.int(lanes)) }
