package backend

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// crashes are the signals of a thread's own mistakes, which it must get.
const crashes = 1<<(unix.SIGILL-1) | 1<<(unix.SIGTRAP-1) | 1<<(unix.SIGABRT-1) | 1<<(unix.SIGBUS-1) |
	1<<(unix.SIGFPE-1) | 1<<(unix.SIGSEGV-1)

// shield keeps signals from the threads that are made until the returned function is called. XLA's must not get any: in
// its products of matrices, oneDNN up to 3.11.1 points the stack at the heap, where a handler writes over what is there
// (https://github.com/uxlfoundation/oneDNN/issues/4845). A profile of a training, whose signals go to all threads,
// ended the process within seconds.
func shield() (undo func()) {
	runtime.LockOSThread()
	var before unix.Sigset_t
	signals := unix.Sigset_t{}
	signals.Val[0] = (1<<31 - 1) &^ crashes // not those from 32 on, which the C library sends itself
	if unix.PthreadSigmask(unix.SIG_BLOCK, &signals, &before) != nil {
		return runtime.UnlockOSThread // as without it
	}
	return func() {
		if unix.PthreadSigmask(unix.SIG_SETMASK, &before, nil) == nil {
			runtime.UnlockOSThread()
		} // else the thread ends with its goroutine
	}
}
