// Package progress says how far long work has come, and what else somebody waiting should know, to whoever asked for
// it.
//
// The library prints nothing: what takes long has a field or an argument for an [Observer], and nil is silent.
//
//	session := &fit.Session{Backend: b, Progress: progress.To(os.Stderr)}
package progress

import (
	"fmt"
	"log/slog"
)

// Observer is told what happens. Its methods may be called from several goroutines.
type Observer interface {
	// Begin starts a piece of work. A total of 0 is unknown. The unit is a plural, such as "images", or [Bytes].
	Begin(label string, total int64, unit string) Task
	// Say passes on one line: news (slog.LevelInfo) or a warning (slog.LevelWarn) that the work goes on in spite of.
	Say(level slog.Level, line string)
}

// Task is a piece of work under way. Its methods may be called from several goroutines.
type Task interface {
	Add(n int)          // n more units are done
	Resume(n int)       // n units were done before the start: they do not count for the rate and the time that is left
	Status(text string) // a short text, such as "loss 0.412"
	Done()              // the end; a second call does nothing
	Abort()             // the end of work that failed or was interrupted, where an error follows
}

// Bytes is the unit of downloads.
const Bytes = "bytes"

// Work is a [Task] for those who report. A nil Work is silent.
type Work struct{ task Task }

// Begin starts a piece of work before an observer, which may be nil.
func Begin(o Observer, label string, total int64, unit string) *Work {
	if o == nil {
		return nil
	}
	return &Work{o.Begin(label, total, unit)}
}

// Add says that n more units are done.
func (w *Work) Add(n int) {
	if w != nil {
		w.task.Add(n)
	}
}

// Resume says that n units were done before the start.
func (w *Work) Resume(n int) {
	if w != nil {
		w.task.Resume(n)
	}
}

// Status says what there is to say about the work at this moment.
func (w *Work) Status(text string) {
	if w != nil {
		w.task.Status(text)
	}
}

// Done ends the work.
func (w *Work) Done() {
	if w != nil {
		w.task.Done()
	}
}

// Abort ends work that failed.
func (w *Work) Abort() {
	if w != nil {
		w.task.Abort()
	}
}

// Write counts len(p) units, so that work in bytes can be given to io.MultiWriter or io.TeeReader.
func (w *Work) Write(p []byte) (int, error) {
	w.Add(len(p))
	return len(p), nil
}

// Infof passes a line of news on to an observer, which may be nil.
func Infof(o Observer, format string, args ...any) { say(o, slog.LevelInfo, format, args) }

// Warnf passes a warning on to an observer, which may be nil.
func Warnf(o Observer, format string, args ...any) { say(o, slog.LevelWarn, format, args) }

func say(o Observer, level slog.Level, format string, args []any) {
	if o != nil {
		o.Say(level, fmt.Sprintf(format, args...))
	}
}
