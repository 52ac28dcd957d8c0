package nb

import (
	"fmt"
	"html"
	"os"
	"sync"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/janpfeifer/gonb/gonbui"
)

// The least time between two redraws is a quarter of the time that a place has been drawn over, within these limits:
// each one keeps kernel, server and browser from the training, a fifth of two processors at three a second.
const (
	leastApart = 300 * time.Millisecond
	mostApart  = time.Second
)

// Live is a place in a cell's output that is drawn over, such as a learning curve while it grows. Its methods may be
// called from several goroutines.
type Live struct {
	mu          sync.Mutex
	id          string
	first, last time.Time                // redraws since the last Final
	show        func(id, content string) // send, except in tests
	now         func() time.Time
}

// NewLive makes a place; it takes no space before it is first drawn.
func NewLive() *Live {
	return &Live{id: gonbui.UniqueId(), show: send, now: time.Now}
}

// Update draws what draw returns (HTML, or SVG) unless the last redraw is too short a time ago, at most a second; then
// draw is not called. The last state has to be drawn with Final.
func (l *Live) Update(draw func() string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if l.first.IsZero() {
		l.first = now
	}
	if now.Sub(l.last) >= min(max(now.Sub(l.first)/4, leastApart), mostApart) {
		l.last = now
		l.show(l.id, root(draw()))
	}
}

// Final draws at once and waits until it has arrived. It is what the saved notebook shows; the empty text removes the
// place.
func (l *Live) Final(content string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.first = time.Time{}
	l.show(l.id, root(content))
	arrive()
}

// Figure is Final for a drawing, in all the formats that a saved notebook is seen in.
func (l *Live) Figure(d Drawing) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	data, err := bundle(l.id, d)
	if err != nil {
		return err
	}
	l.first = time.Time{}
	publish(data)
	arrive()
	return nil
}

// Progress is a bar in the cell's output, or lines on standard error outside a notebook.
type Progress struct {
	label string
	total int
	live  *Live
	plain *progress.Work

	mu   sync.Mutex
	done int
}

// NewProgress starts a bar; unit is a word such as "epochs".
func NewProgress(label string, total int, unit string) *Progress {
	p := &Progress{label: label, total: total}
	if inNotebook() {
		p.live = NewLive()
		p.live.Update(func() string { return p.html("") })
	} else {
		p.plain = progress.Begin(progress.To(os.Stderr), label, int64(total), unit)
	}
	return p
}

// Set says how many units are done and what there is to say about it, such as "loss 0.412".
func (p *Progress) Set(done int, status string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	more := done - p.done
	p.done = done
	if p.plain != nil {
		p.plain.Status(status)
		p.plain.Add(more)
		return
	}
	p.live.Update(func() string { return p.html(status) })
}

// Done ends the bar and leaves status in its place, without times so that an equal run leaves an equal notebook; the
// empty text leaves nothing.
func (p *Progress) Done(status string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.plain != nil {
		p.plain.Status(status)
		p.plain.Done()
		return
	}
	if status != "" {
		status = html.EscapeString(p.label + ": " + status)
	}
	p.live.Final(status)
}

// html is the bar; p.mu is held or not yet needed.
func (p *Progress) html(status string) string {
	return fmt.Sprintf(`%s <progress value="%d" max="%d" style="width:16em"></progress> %d of %d %s`,
		html.EscapeString(p.label), p.done, p.total, p.done, p.total, html.EscapeString(status))
}
