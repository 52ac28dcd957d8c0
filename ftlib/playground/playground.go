// Package playground is the notebook's training with sliders: choose, press Run, watch the curve, compare the tries.
package playground

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/janpfeifer/must"
)

// How long to wait: a page answers in a few seconds, on a busy machine much later; a cell that nobody uses must end.
const (
	answerLimit = 2 * time.Minute
	idleLimit   = 10 * time.Minute
)

// The buttons; estimateButton is none that is seen: the page presses it when a setting has changed.
const (
	runButton      = "Run"
	stopButton     = "Stop"
	saveButton     = "Save as configuration"
	overlayButton  = "Overlay"
	loadButton     = "Load settings"
	exportButton   = "Export figure and table"
	deleteButton   = "Delete"
	estimateButton = "estimate"
)

// Options say what to play with.
type Options struct {
	Data    string      // a folder with one sub-folder a class, or a name of the catalog
	Catalog fit.Catalog // names of images and heads; the zero value has none
	Folder  string      // where the tries are kept
	Epochs  int         // chosen at first, and trained when there is no page to choose in; 1 to 200

	// Preset has the settings of a network that the controls do not change; nil is run.Default. PresetName is what the
	// page calls them; "" is "default".
	Preset     func(network string) run.Config
	PresetName string
}

func (o Options) withDefaults() Options {
	if o.Preset == nil {
		o.Preset = func(network string) run.Config {
			c := run.Default()
			c.Model = network
			return c
		}
	}
	o.PresetName = cmp.Or(o.PresetName, "default")
	return o
}

// playground is one cell with its controls.
type playground struct {
	Options
	session        fit.Session
	panel          *panel
	answered       bool // there is a page, and somebody who reads where a try is
	status, list   *nb.Live
	loss, accuracy *nb.Live           // the curves
	overlay        *nb.Live           // of chosen tries
	stop           context.CancelFunc // of the training under way; nil when there is none
	done           chan string        // what to say at its end
	estimates      estimates
}

// Open shows the controls and trains what they say, until they have not been used for ten minutes. Without a page, as
// under ft notebook run, it trains what they would say at first and ends.
func Open(o Options) {
	if o.Epochs < 1 || o.Epochs > maxEpochs {
		must.M(fmt.Errorf("%d epochs: choose 1 to %d", o.Epochs, maxEpochs))
	}
	o = o.withDefaults()
	ctx, stop := nb.Context()
	defer stop()
	p := &playground{Options: o, status: nb.NewLive(), loss: nb.NewLive(), accuracy: nb.NewLive(),
		overlay: nb.NewLive(), list: nb.NewLive(), done: make(chan string, 1)}
	p.session = fit.Session{Catalog: o.Catalog, Backend: must.M1(backend.Open(ctx, backend.Options{})),
		Progress: progress.To(lines{p.status})}
	defer p.session.Backend.Close()
	defer p.session.Close()
	defer p.estimates.end()
	p.panel, p.answered = openPanel(ctx, o.settings(), []string{runButton, stopButton, saveButton},
		answerLimit)
	defer p.panel.close()
	// The places in the page are in the order in which they are first drawn.
	p.say("Choose, and press Run.")
	p.loss.Final("")
	p.accuracy.Final("")
	p.overlay.Final("")
	p.showTries()
	if !p.answered { // nobody reads what went wrong: the cell has to fail
		p.show(must.M1(p.try(ctx, must.M1(p.config(p.panel.first())))))
		return
	}
	p.serve(ctx)
	p.answered = false // what is left on the page does nothing
	p.showTries()
}

// serve does what the buttons say, until the cell is interrupted or nobody uses them.
func (p *playground) serve(ctx context.Context) {
	idle := time.NewTimer(idleLimit)
	for {
		select {
		case pressed := <-p.panel.presses:
			idle.Reset(idleLimit)
			if err := p.press(ctx, pressed); err != nil {
				p.panel.setBusy(p.stop != nil)
				p.say("error: " + err.Error())
			}
		case <-p.panel.gone: // the page was reloaded or closed; a training is kept, and goes on when it is begun again
			if p.stop != nil {
				p.stop()
				p.end(<-p.done)
			}
			return
		case said := <-p.done:
			idle.Reset(idleLimit)
			p.end(said)
		case <-ctx.Done():
			if p.stop != nil {
				p.end(<-p.done)
			}
			return
		case <-idle.C:
			if p.stop != nil { // a long training
				idle.Reset(idleLimit)
				continue
			}
			p.say(fmt.Sprintf("The controls were not used for %.0f minutes: run the cell again to have them back.",
				idleLimit.Minutes()))
			return
		}
	}
}

// press does what a button says.
func (p *playground) press(ctx context.Context, pressed press) error {
	switch pressed.Button {
	case stopButton:
		if p.stop != nil {
			p.stop()
		}
		return nil
	case overlayButton, loadButton, exportButton, deleteButton:
		return p.pressed(pressed)
	}
	c, err := p.config(pressed.Values)
	switch {
	case pressed.Button == estimateButton:
		if p.stop == nil && err == nil { // it would be measured beside a training
			p.estimates.begin(ctx, &p.session, c, p.panel.estimate)
		}
		return nil
	case err != nil:
		return err
	case pressed.Button == saveButton:
		file, err := p.save(c)
		if err == nil {
			p.say(fmt.Sprintf("Saved. In a terminal: ft train --config %q", file))
		}
		return err
	case pressed.Button == runButton && p.stop == nil:
		p.estimates.end()
		p.start(ctx, c)
	}
	return nil
}

// start begins a training; what it comes to is sent to p.done.
func (p *playground) start(ctx context.Context, c run.Config) {
	ctx, p.stop = context.WithCancel(ctx)
	p.panel.setBusy(true)
	p.say(fmt.Sprintf("%s, N = %s: getting ready …", network.Title(c.Model), c.Trainable))
	go func() {
		said, err := p.try(ctx, c)
		if err != nil {
			said = "error: " + err.Error()
		}
		p.done <- said
	}()
}

// end takes note of the end of a training that was started.
func (p *playground) end(said string) {
	p.stop()
	p.stop = nil
	p.show(said)
	p.panel.setBusy(false)
}

// show brings the page up to date at the end of a training.
func (p *playground) show(said string) {
	p.showTries()
	p.say(said)
}

// try trains, draws the curves meanwhile, and returns what to say at the end.
func (p *playground) try(ctx context.Context, c run.Config) (said string, err error) {
	r := p.folder(c)
	_, err = p.session.Run(ctx, c, fit.Options{Dir: r.Dir, Resume: true, Epoch: func(e run.Epoch) {
		r.History = append(r.History, e)
		p.loss.Update(func() string { return draw(curves(r)) })
		p.accuracy.Update(func() string { return draw(curves(r).Accuracy()) })
		p.status.Update(func() string { return message(fmt.Sprintf("Epoch %d of %d: %s", e.Epoch, c.Epochs, score(c, e))) })
	}})
	if len(r.History) > 0 {
		if err := errors.Join(p.loss.Figure(curves(r)), p.accuracy.Figure(curves(r).Accuracy())); err != nil {
			return "", err
		}
	}
	switch {
	case errors.Is(err, fit.ErrStopped) || errors.Is(err, context.Canceled):
		said := fmt.Sprintf("Stopped after %d of %d epochs.", len(r.History), c.Epochs)
		if len(r.History) > 0 {
			said += fmt.Sprintf(" Run with the same settings goes on with it; it is in %s.", r.Dir)
		}
		return said, nil
	case err != nil:
		return "", err
	}
	said = fmt.Sprintf("%s, N = %s, %d epochs: %s.", network.Title(c.Model), c.Trainable, len(r.History),
		score(c, r.History[len(r.History)-1]))
	kept, err := thin(r.Dir)
	if kept && p.answered {
		said += fmt.Sprintf(" In a terminal: ft predict --run %q PHOTO", r.Dir)
	}
	return said, err
}

// folder is where a try is recorded: the first folder of its name that no other try has. One that was stopped goes on.
func (p *playground) folder(c run.Config) *run.Run {
	for n := 1; ; n++ {
		dir := filepath.Join(p.Folder, p.name(c))
		if n > 1 {
			dir += fmt.Sprintf("-again%d", n)
		}
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return &run.Run{Dir: dir, Config: c}
		}
		if r, err := run.Read(dir); err == nil && r.Result == nil && r.Config.WithDefaults() == c.WithDefaults() {
			return r
		}
	}
}

// score is an epoch in words. What the history validates on are the test images where the split has no others.
func score(c run.Config, e run.Epoch) string {
	on := "test"
	if c.Split.Validates() {
		on = "validation"
	}
	return fmt.Sprintf("loss %.3f, %s loss %.3f, %s accuracy %.2f %%", e.Loss, on, e.ValLoss, on, 100*e.ValAccuracy)
}

// curves are a try so far, on an axis for all epochs.
func curves(r *run.Run) *figure.CurveFigure { return figure.Curves(r).Epochs(r.Config.Epochs) }

// draw is a figure while it grows.
func draw(f *figure.CurveFigure) string {
	svg, err := f.SVG()
	if err != nil {
		return message("error: " + err.Error())
	}
	return svg
}

// say shows a sentence under the controls.
func (p *playground) say(text string) { p.status.Final(message(text)) }

func message(text string) string { return "<p>" + html.EscapeString(text) + "</p>" }

// lines shows what is written to it, a line at a time, such as the progress of a frozen prefix.
type lines struct{ place *nb.Live }

func (l lines) Write(b []byte) (int, error) {
	if line := strings.TrimSpace(string(b)); line != "" {
		l.place.Update(func() string { return message(line) })
	}
	return len(b), nil
}
