package bench

import (
	"runtime/debug"

	"github.com/finetune-go/ft/internal/machine"
)

// watchMemory follows the resident size of a part of the measurement. What the garbage of the last part holds does not
// count for it.
func watchMemory() *machine.Peak {
	debug.FreeOSMemory()
	return machine.WatchPeak()
}
