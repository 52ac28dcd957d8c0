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
)

// InNotebook tells whether a notebook's cell is running.
func InNotebook() bool { return gonbui.IsNotebook }

// Context ends when the cell is interrupted, so that a training can leave its folder in order: the kernel kills the
// program five seconds later.
func Context() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt)
}

// Check ends the cell with a one-line message if err is not nil.
func Check(err error) {
	if err != nil {
		fail(err)
	}
}

// Must returns v, or ends the cell with a one-line message if err is not nil.
func Must[T any](v T, err error) T {
	Check(err)
	return v
}

// fail does not panic: the traceback would hide the message.
func fail(err error) {
	gonbui.Sync()
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}
