// Package nb is what notebook cells need around the library: parameters, display and progress.
//
// Outside a notebook the same calls print text, so that a cell's code also runs as a program.
package nb

import (
	"fmt"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/must"
)

// inNotebook tells whether a notebook's cell is running.
func inNotebook() bool { return gonbui.IsNotebook }

// Watched tells whether the cell may have a page to be seen in, which it has not under ft notebook run.
func Watched() bool { return inNotebook() && os.Getenv("FT_HEADLESS") == "" }

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
	arrive()
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}
