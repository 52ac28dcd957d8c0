// Package nb is what notebook cells need around the library: parameters, display and progress.
//
// Outside a notebook the same calls print text, so that a cell's code also runs as a program.
package nb

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/must"
)

// inNotebook tells whether a notebook's cell is running.
func inNotebook() bool { return gonbui.IsNotebook }

// Watched tells whether the cell may have a page to be seen in, which it has not under ft notebook run.
func Watched() bool { return inNotebook() && os.Getenv("FT_HEADLESS") == "" }

// Context ends when the cell is interrupted, so that a training can leave its folder in order: the kernel kills the
// program five seconds later.
func Context() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt)
}

// init makes must.M1 and its like, which cells use, end the cell with a one-line message: their panic would hide it
// behind a traceback. Programs that import this package get the same.
func init() {
	must.M = func(err error) {
		if err != nil {
			fail(err)
		}
	}
}

// fail ends the cell, which has to be told apart from one that did its work.
func fail(err error) {
	gonbui.Sync()
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}
