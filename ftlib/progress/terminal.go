package progress

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/finetune-go/ft/internal/printable"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

const (
	plainEvery = 10 * time.Second       // between two plain lines
	clockEvery = 500 * time.Millisecond // between two updates of a clock on a terminal
)

// To shows work on w: a bar on a terminal, plain lines elsewhere.
func To(w io.Writer) Observer { return writer{w, terminal(w)} }

// Lines shows work on w in plain lines everywhere: for several pieces of work at a time, whose bars would draw over
// each other.
func Lines(w io.Writer) Observer { return writer{&lines{w: w}, false} }

type writer struct {
	w        io.Writer
	terminal bool
}

// lines keeps lines of several goroutines apart.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// Begin implements [Observer].
func (o writer) Begin(label string, total int64, unit string) Task {
	return newBar(o.w, label, total, unit, o.terminal)
}

// Say implements [Observer].
func (o writer) Say(level slog.Level, line string) {
	if level >= slog.LevelWarn {
		line = "warning: " + line
	}
	fmt.Fprintln(o.w, printable.Text(line))
}

// bar shows one piece of work.
type bar struct {
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

// newBar starts a bar on w. A total of 0 or less is unknown: then the elapsed seconds are shown, without the caller
// doing anything.
func newBar(w io.Writer, label string, total int64, unit string, terminal bool) *bar {
	label = printable.Line(label)
	b := &bar{w: w, label: label, unit: unit, total: total, terminal: terminal, start: time.Now()}
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

// terminal tells whether w is a screen, where a line can be drawn over.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Add says that n more units are done.
func (b *bar) Add(n int) {
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
func (b *bar) Resume(n int) {
	if n == 0 {
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

// Status puts a short text behind the label, such as "loss 0.412".
func (b *bar) Status(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.status = text
	if b.bar != nil && !b.ended {
		b.bar.Describe(b.title() + " " + text)
	}
}

// title is the label of a bar on a terminal; b.mu is held.
func (b *bar) title() string {
	if b.before == 0 {
		return b.label
	}
	return b.label + ", after " + amount(b.before, b.unit)
}

// Done ends the bar and leaves one line with the total and the time. A second call does nothing.
func (b *bar) Done() { b.end(true) }

// Abort ends the bar and leaves nothing: for work that failed or was interrupted, where an error follows.
func (b *bar) Abort() { b.end(false) }

func (b *bar) end(summary bool) {
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
func (b *bar) clock() {
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
