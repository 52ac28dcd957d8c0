package nb

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
)

var (
	// gone is closed when the kernel that runs this cell has ended: restarted, or shut down with its JupyterLab. GoNB
	// leaves the programs of its cells alone then.
	gone = make(chan struct{})
	busy atomic.Int32 // contexts that are not released
)

// Context ends when the cell is interrupted or its kernel ends, so that a training can leave its folder in order. After
// an interrupt the kernel kills the program within five seconds; without its kernel it ends once all contexts are
// released, at the latest after a minute.
func Context() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	go func() {
		select {
		case <-gone:
			stop()
		case <-ctx.Done():
		}
	}()
	busy.Add(1)
	return ctx, sync.OnceFunc(func() {
		stop()
		busy.Add(-1)
	})
}

// arrive waits until the kernel has what was sent to it, or has ended.
func arrive() {
	there := make(chan struct{})
	go func() {
		gonbui.Sync()
		close(there)
	}()
	select {
	case <-there:
	case <-gone:
	}
}

func init() {
	if inNotebook() {
		go watch(os.Getppid())
	}
}

// watch ends the program after its parent, the kernel: nobody can see it or end it any more.
func watch(kernel int) {
	// Otherwise the first word that nobody reads would end the program before its folder is in order.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	for os.Getppid() == kernel {
		time.Sleep(time.Second)
	}
	close(gone)
	for range 60 {
		if busy.Load() == 0 {
			break
		}
		time.Sleep(time.Second)
	}
	os.Exit(1)
}
