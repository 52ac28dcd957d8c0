package kernels

import (
	"fmt"
	"runtime"
	"testing"
)

// eachSet tests the kernels of every instruction set that this processor has.
func eachSet(t *testing.T, f func(t *testing.T)) {
	best := kernels
	defer func() { kernels = best }()
	for lanes := 4; lanes <= 16; lanes *= 2 {
		use(lanes)
		t.Run(fmt.Sprint(lanes, " lanes"), f)
	}
}

// alone runs f on one thread.
func alone(f func()) {
	threads := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(threads)
	f()
}
