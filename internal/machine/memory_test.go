package machine

import (
	"runtime"
	"testing"
	"time"
)

// TestPeak checks that memory which is given back again was seen, by each of two watches at a time.
func TestPeak(t *testing.T) {
	if resident() == 0 {
		t.Skip("the system does not tell")
	}
	before := resident()
	first, second := WatchPeak(), WatchPeak()
	const size = 64 << 20
	block := make([]byte, size)
	for i := range block {
		block[i] = 1
	}
	time.Sleep(3 * sampling)
	runtime.KeepAlive(block)
	for _, w := range []*Peak{first, second} {
		if got := w.Stop(); got < before+size*9/10 {
			t.Errorf("peak %d, was %d before %d bytes were taken", got, before, size)
		}
	}
}
