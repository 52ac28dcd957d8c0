package playground

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/comms"
	"github.com/janpfeifer/gonb/gonbui/widgets"
)

// panel is the controls: a widget for each setting, and buttons.
type panel struct {
	id       string // of its element in the page
	place    *nb.Live
	settings []setting
	read     []func() int // the place of each setting now
	clicks   chan string  // the names of pressed buttons
}

// openPanel puts the controls into the page. It reports false when no page has answered within the time given, as when
// the notebook runs without a browser.
func openPanel(ctx context.Context, settings []setting, buttons []string, limit time.Duration) (*panel, bool) {
	p := &panel{id: gonbui.UniqueId(), place: nb.NewLive(), settings: settings, read: make([]func() int, len(settings)),
		clicks: make(chan string, 8)}
	if !nb.InNotebook() {
		return p, false
	}
	p.place.Final(p.html(buttons))
	// A widget waits for the page without end.
	ready := make(chan struct{})
	go func() {
		p.fill(buttons)
		close(ready)
	}()
	select {
	case <-ready:
		return p, true
	case <-time.After(limit):
		return p, false
	case <-ctx.Done():
		return p, false
	}
}

// html is the frame that the widgets are put into. Values beside sliders are kept up by the page itself.
func (p *panel) html(buttons []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<div id="%s" style="display:grid; grid-template-columns:repeat(3, max-content); gap:4px 16px; align-items:center">`, p.id)
	for i, s := range p.settings {
		values, _ := json.Marshal(s.values) // strings: can't fail
		shown := s.values[s.at]
		if s.menu {
			shown = ""
		}
		fmt.Fprintf(&b, `<span>%s</span><span id="%s" data-values="%s"></span><span>%s</span>`,
			html.EscapeString(s.name), p.slot(i), html.EscapeString(string(values)), html.EscapeString(shown))
	}
	b.WriteString(`</div><div style="display:flex; gap:8px; margin:8px 0">`)
	for i := range buttons {
		fmt.Fprintf(&b, `<span id="%s"></span>`, p.slot(len(p.settings)+i))
	}
	fmt.Fprintf(&b, `</div><script>
document.getElementById("%s").addEventListener("input", event => {
	const slot = event.target.closest("[data-values]");
	if (slot && event.target.type === "range")
		slot.nextElementSibling.textContent = JSON.parse(slot.dataset.values)[event.target.value];
});
</script>`, p.id)
	return b.String()
}

// slot is the element that a widget is put into.
func (p *panel) slot(i int) string { return fmt.Sprintf("%s-%d", p.id, i) }

// fill puts the widgets into the page, one after the other, each when the page has answered the one before.
func (p *panel) fill(buttons []string) {
	for i, s := range p.settings {
		if s.menu {
			p.read[i] = widgets.Select(s.values).SetDefault(s.at).AppendTo(p.slot(i)).Done().Value
		} else {
			p.read[i] = widgets.Slider(0, len(s.values)-1, s.at).AppendTo(p.slot(i)).Done().Value
		}
	}
	for i, name := range buttons {
		b := widgets.Button(name).AppendTo(p.slot(len(p.settings) + i))
		// Before Done, not with its Listen, which loses a click when the channel that Done uses is closed too late.
		comms.Subscribe(b.Address(), func(_ string, count int) {
			if count == 0 { // the button reports itself
				return
			}
			select {
			case p.clicks <- name:
			default: // nobody presses eight times in earnest before the first is seen
			}
		})
		b.Done()
	}
}

// chosen are the values of all settings now; before the page has answered, the first ones.
func (p *panel) chosen(answered bool) map[string]string {
	values := map[string]string{}
	for i, s := range p.settings {
		at := s.at
		if answered {
			at = min(max(0, p.read[i]()), len(s.values)-1)
		}
		values[s.name] = s.values[at]
	}
	return values
}

// close takes the controls out of the page: without the program behind them they do nothing.
func (p *panel) close() { p.place.Final("") }
