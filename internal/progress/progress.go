// Package progress shows how far a long piece of work has come: a bar on a terminal, plain lines elsewhere.
package progress

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Bytes is the unit that is printed as B, KB, MB; every other unit is printed as it is given ("images").
const Bytes = "bytes"

const (
	plainEvery = 10 * time.Second       // between two plain lines
	clockEvery = 500 * time.Millisecond // between two updates of a clock on a terminal
)

// Bar is one piece of work in progress. Its methods may be called from several goroutines, and on a nil Bar.
type Bar struct {
	w        io.Writer
	label    string
	unit     string
	total    int64
	terminal bool
	start    time.Time

	mu     sync.Mutex
	done   int64
	before int64 // of done: before the start
	status string
	last   time.Time // of the last plain line
	ended  bool
	bar    *progressbar.ProgressBar
	stop   chan struct{}
}

// New starts a bar on w. A nil w is silent. A total of 0 or less is unknown: then the elapsed seconds are shown,
// without the caller doing anything.
func New(w io.Writer, label string, total int64, unit string) *Bar {
	if w == nil {
		return nil
	}
	return newBar(w, label, total, unit, Terminal(w))
}

func newBar(w io.Writer, label string, total int64, unit string, terminal bool) *Bar {
	b := &Bar{w: w, label: label, unit: unit, total: total, terminal: terminal, start: time.Now()}
	b.last = b.start
	if total <= 0 {
		b.stop = make(chan struct{})
		go b.clock()
	} else if b.terminal {
		b.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(w),
			progressbar.OptionSetDescription(label),
			progressbar.OptionSetWidth(24),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionSetItsString(unit),
			progressbar.OptionShowBytes(unit == Bytes),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
		)
	}
	return b
}

// Terminal tells whether w is a screen, where a line can be drawn over.
func Terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Add says that n more units are done.
func (b *Bar) Add(n int) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return
	}
	b.done += int64(n)
	if b.bar != nil {
		b.bar.Add(n) //nolint:errcheck // more than the total is no reason to stop the work
		return
	}
	if !b.terminal && b.total > 0 && time.Since(b.last) >= plainEvery {
		b.last = time.Now()
		fmt.Fprintln(b.w, b.line(b.last))
	}
}

// Resume says that n units were done before the start: they count as done, not for the rate and the time that is left.
func (b *Bar) Resume(n int) {
	if b == nil || n == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done += int64(n)
	b.before += int64(n)
	if b.bar != nil { // it takes all that it counts for the work of this start: it shows the rest alone
		b.bar.Describe(b.title())
		b.bar.ChangeMax64(b.total - b.before)
	}
}

// Write counts len(p) units, so that a Bar in bytes can be given to io.MultiWriter or io.TeeReader.
func (b *Bar) Write(p []byte) (int, error) {
	b.Add(len(p))
	return len(p), nil
}

// Status puts a short text behind the label, such as "loss 0.412".
func (b *Bar) Status(text string) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.status = text
	if b.bar != nil && !b.ended {
		b.bar.Describe(b.title() + " " + text)
	}
}

// title is the label of a bar on a terminal; b.mu is held.
func (b *Bar) title() string {
	if b.before == 0 {
		return b.label
	}
	return b.label + ", after " + amount(b.before, b.unit)
}

// Done ends the bar and leaves one line with the total and the time. A second call does nothing.
func (b *Bar) Done() { b.end(true) }

// Abort ends the bar and leaves nothing: for work that failed or was interrupted, where an error follows.
func (b *Bar) Abort() { b.end(false) }

func (b *Bar) end(summary bool) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended {
		return
	}
	b.ended = true
	if b.stop != nil {
		close(b.stop)
	}
	if b.bar != nil {
		b.bar.Clear() //nolint:errcheck // a screen that cannot be written to is no reason to fail
	} else if b.terminal {
		fmt.Fprint(b.w, "\r\033[K")
	}
	if summary {
		fmt.Fprintln(b.w, b.summary(time.Now()))
	}
}

// clock shows the elapsed time of work without a known total until the bar ends.
func (b *Bar) clock() {
	every := plainEvery
	if b.terminal {
		every = clockEvery
	}
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-b.stop:
			return
		case now := <-t.C:
			b.mu.Lock()
			if !b.ended {
				if b.terminal {
					fmt.Fprint(b.w, "\r\033[K"+b.line(now))
				} else {
					fmt.Fprintln(b.w, b.line(now))
				}
			}
			b.mu.Unlock()
		}
	}
}
