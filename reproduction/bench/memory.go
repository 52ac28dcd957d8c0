package bench

import (
	"os"
	"runtime/debug"

	"github.com/finetune-go/ft/ftlib/fit"
)

// peak returns the largest resident size in bytes since the last call, where Linux lets it be reset, else since the
// start of the program. What the garbage of the last part holds does not count for the next.
func peak() int64 {
	n := fit.PeakMemory()
	debug.FreeOSMemory()
	os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) //nolint:errcheck // a reading since the start is better than none
	return n
}
