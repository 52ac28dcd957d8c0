package backend

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestThreadsGetNoSignals asks the system which signals XLA's threads block, and whether ours has its own mask back.
func TestThreadsGetNoSignals(t *testing.T) {
	runtime.LockOSThread() // so that "ours" is the one that opens
	defer runtime.UnlockOSThread()
	b, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	threads, err := filepath.Glob("/proc/self/task/*/status")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, thread := range threads {
		text, err := os.ReadFile(thread)
		if err != nil { // it has ended
			continue
		}
		_, rest, _ := strings.Cut(string(text), "SigBlk:\t")
		var blocked uint64
		if _, err := fmt.Sscanf(rest, "%x", &blocked); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		has := func(signal unix.Signal) bool { return blocked>>(signal-1)&1 == 1 }
		name, _, _ := strings.Cut(strings.TrimPrefix(string(text), "Name:\t"), "\n")
		if !strings.Contains(name, "XLA") {
			continue
		}
		seen++
		for _, signal := range []unix.Signal{unix.SIGPROF, unix.SIGURG, unix.SIGINT, unix.SIGTERM, unix.SIGCHLD} {
			if !has(signal) {
				t.Errorf("%s gets %v", name, signal)
			}
		}
		if has(unix.SIGSEGV) {
			t.Errorf("%s does not get %v", name, unix.SIGSEGV)
		}
	}
	if seen == 0 {
		t.Error("no thread has XLA's name")
	}
	var own unix.Sigset_t
	if err := unix.PthreadSigmask(unix.SIG_BLOCK, nil, &own); err != nil || own.Val[0]>>(unix.SIGPROF-1)&1 == 1 {
		t.Errorf("the opening thread blocks %x, %v", own.Val[0], err)
	}
}
