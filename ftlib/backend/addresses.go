package backend

import (
	"errors"
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// ErrAddresses says that the process is kept from as much address space as XLA needs.
var ErrAddresses = errors.New("too little address space")

// enoughAddresses refuses a limit of the address space (ulimit -v) under which XLA would end the process in the middle
// of its work: opening the plugin and training on small images takes 3.3 GB on two threads, and each thread has arenas
// of its own.
func enoughAddresses() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_AS, &limit); err != nil {
		return nil // then nobody has set one
	}
	need := uint64(34+runtime.GOMAXPROCS(0)) * 100_000_000
	if limit.Cur >= need { // also where there is none
		return nil
	}
	return fmt.Errorf("%w: it is limited to %.1f GB and XLA needs %.1f: raise ulimit -v, or lift it with ulimit -v "+
		"unlimited",
		ErrAddresses, float64(limit.Cur)/1e9, float64(need)/1e9)
}
