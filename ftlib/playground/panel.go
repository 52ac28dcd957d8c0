package playground

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/comms"
)

// How long a page may be silent: it answers each beat, and one that was reloaded or closed never does again.
const (
	beat      = time.Second
	pageLimit = 10 * time.Second
)

// press is a pressed button, with what the controls said then.
type press struct {
	Button string
	Values map[string]string
	Tries  []string // chosen in their table
}

// panel is the controls in the page. Program and page answer each other all the time, so that each of them knows when
// it is alone: the page then says that its controls are dead, and the program ends so that the next one can run.
type panel struct {
	id       string // of its element in the page, and of the address of messages
	place    *nb.Live
	settings []setting
	presses  chan press
	gone     chan struct{} // closed when the page has gone

	mu    sync.Mutex
	busy  bool
	beats int
	heard time.Time // the page's last message
	sent  time.Time // the program's last beat
}

// openPanel puts the controls into the page. It reports false when no page has answered within the time given, as when
// the notebook runs without a browser.
func openPanel(ctx context.Context, settings []setting, buttons []string, limit time.Duration) (*panel, bool) {
	p := &panel{id: gonbui.UniqueId(), place: nb.NewLive(), settings: settings, presses: make(chan press, 8),
		gone: make(chan struct{})}
	if !nb.Watched() {
		return p, false
	}
	ready := make(chan struct{})
	hello := sync.OnceFunc(func() { close(ready) })
	comms.Subscribe(p.address("program"), func(_ string, message string) {
		p.mu.Lock()
		p.heard = time.Now()
		p.mu.Unlock()
		hello()
		var m press
		if json.Unmarshal([]byte(message), &m) != nil || m.Button == "" {
			return
		}
		select {
		case p.presses <- m:
		default: // nobody presses eight times in earnest before the first is seen
		}
	})
	p.place.Final(p.html(buttons))
	comms.Start()
	select {
	case <-ready:
		go p.watch(ctx)
		return p, true
	case <-time.After(limit):
		return p, false
	case <-ctx.Done():
		return p, false
	}
}

// address is that of messages to the page or to the program.
func (p *panel) address(to string) string { return "/ft/" + p.id + "/" + to }

// watch sends beats, and finds out when they are not answered any more.
func (p *panel) watch(ctx context.Context) {
	p.send()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(beat):
		}
		p.mu.Lock()
		silent, answered := time.Since(p.heard), p.heard.After(p.sent)
		p.mu.Unlock()
		switch {
		case silent > pageLimit:
			close(p.gone)
			return
		case answered || silent > pageLimit/2: // a beat that nobody takes keeps the kernel busy for seconds
			p.send()
		}
	}
}

// send is a beat: an odd number while a training is under way, so that Run can't be pressed.
func (p *panel) send() {
	p.mu.Lock()
	p.beats++
	p.sent = time.Now()
	value := 2 * p.beats
	if p.busy {
		value++
	}
	p.mu.Unlock()
	comms.Send(p.address("page"), value)
}

// load puts values into the controls.
func (p *panel) load(values map[string]string) error {
	text, err := json.Marshal(values)
	if err == nil {
		comms.Send(p.address("settings"), string(text))
	}
	return err
}

// estimate shows a sentence below the buttons.
func (p *panel) estimate(text string) { comms.Send(p.address("estimate"), text) }

// setBusy says whether a training is under way.
func (p *panel) setBusy(busy bool) {
	p.mu.Lock()
	p.busy = busy
	answered := !p.heard.IsZero()
	p.mu.Unlock()
	if answered {
		p.send()
	}
}

// first are the values of all settings that the page begins with.
func (p *panel) first() map[string]string {
	values := map[string]string{}
	for _, s := range p.settings {
		values[s.name] = s.values[s.at]
	}
	return values
}

// close takes the controls out of the page: without the program behind them they do nothing.
func (p *panel) close() { p.place.Final("") }
