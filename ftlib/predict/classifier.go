package predict

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Classifier is a whole network, from pixels to probabilities, for batches of a fixed size. Several goroutines may use
// it: it answers one batch at a time, on all cores.
type Classifier struct {
	mu      sync.Mutex
	session *fit.Session
	source  *Source
	model   *network.Model
	batch   int
	base    *frozen.Prefix // all layers of the base, as they are after training
	head    *graph.Exec    // what the base gives, weights → probabilities
	last    *graph.Exec    // likewise → what the output layer gets; nil until it is asked for
	names   []string       // of params
	params  []any          // of the head, on the device
}

// New puts the network onto the device, for batches of at least one image. Batches of one answer soonest, of 16 or more
// fastest per image.
func New(ctx context.Context, session *fit.Session, source *Source, batch int) (*Classifier, error) {
	if batch < 1 {
		return nil, fmt.Errorf("batches of %d images: give at least 1", batch)
	}
	m, all, err := source.Whole(ctx, session)
	if err != nil {
		return nil, err
	}
	p := &Classifier{session: session, source: source, model: m, batch: batch}
	if err := p.load(all); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// load puts the weights onto the device and prepares the head.
func (p *Classifier) load(all *weights.Set) (err error) {
	m, session := p.model, p.session
	top := m.Layers[m.Base-1]
	base, err := frozen.Open(frozen.Request{Backend: session.Backend, Model: m, Cut: m.At(top.Name), Weights: all},
		p.batch)
	if err != nil {
		return err
	}
	p.base = base
	for _, l := range m.Layers[m.Base:] {
		for _, q := range l.Params {
			x, err := session.Backend.Upload(all.Tensors[q.Name].Data, q.Shape...)
			if err != nil {
				return err
			}
			p.names, p.params = append(p.names, q.Name), append(p.params, x)
		}
	}
	p.head, err = p.above(m.Output().Name, func(logits *graph.Node) *graph.Node { return graph.Softmax(logits) })
	return err
}

// above compiles what a layer of the head makes of the base's values.
func (p *Classifier) above(layer string, then func(*graph.Node) *graph.Node) (*graph.Exec, error) {
	m := p.model
	return graph.NewExec(p.session.Backend.XLA, func(in []*graph.Node) *graph.Node {
		params := map[string]*graph.Node{}
		for i, name := range p.names {
			params[name] = in[1+i]
		}
		pass := &network.Pass{Model: m, Params: params, Mask: make(network.Mask, len(m.Layers))}
		return then(pass.Forward(map[string]*graph.Node{m.Layers[m.Base-1].Name: in[0]}, layer)[0])
	})
}

// Pixels returns the probabilities of each class for one batch of images or less: RGB [n, size, size, 3].
func (p *Classifier) Pixels(rgb []byte) ([][]float32, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	out, err := p.run(p.head, rgb)
	if err == nil && slices.ContainsFunc(out, hasNaN) { // no class is more likely than another
		return nil, fmt.Errorf("%s gives no probabilities (NaN), its training ran away: train it again with a smaller "+
			"learning rate", p.source.Path)
	}
	return out, err
}

// Features returns what the output layer gets of each of a batch of images or less, as [Classifier.Pixels] takes them:
// the network's own description of what is on them.
func (p *Classifier) Features(rgb []byte) (_ [][]float32, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last == nil && p.base != nil {
		p.last, err = p.above(p.model.Output().Inputs[0], func(x *graph.Node) *graph.Node { return x })
		if err != nil {
			return nil, err
		}
	}
	out, err := p.run(p.last, rgb)
	if err == nil && slices.ContainsFunc(out, hasNaN) {
		return nil, fmt.Errorf("%s gives no features (NaN), its training ran away: train it again with a smaller learning "+
			"rate", p.source.Path)
	}
	return out, err
}

func hasNaN(row []float32) bool {
	return slices.ContainsFunc(row, func(v float32) bool { return v != v })
}

// ErrClosed says that a network was asked after it had been closed.
var ErrClosed = errors.New("the network has been closed")

// run is what a part of the head makes of a batch, a row an image.
func (p *Classifier) run(head *graph.Exec, rgb []byte) ([][]float32, error) {
	if p.base == nil {
		return nil, ErrClosed
	}
	each := p.model.Image * p.model.Image * 3
	n := len(rgb) / each
	if n < 1 || n > p.batch || len(rgb) != n*each {
		return nil, fmt.Errorf("predict: %d bytes are not 1 to %d images of %d bytes", len(rgb), p.batch, each)
	}
	got, err := p.base.Run(rgb, n)
	if err != nil {
		return nil, err
	}
	shape := p.model.Layers[p.model.Base-1].Output
	// A smaller batch is filled up: another shape would be compiled anew.
	values := append(got[0], make([]float32, (p.batch-n)*len(got[0])/n)...)
	x, err := p.session.Backend.Upload(values, append([]int{p.batch}, shape...)...)
	if err != nil {
		return nil, err
	}
	defer x.FinalizeAll()
	y, err := head.Call(append([]any{x}, p.params...)...)
	if err != nil {
		return nil, fmt.Errorf("predict: %w", backend.Explain(err))
	}
	defer y[0].FinalizeAll()
	all, err := tensors.CopyFlatData[float32](y[0])
	if err != nil {
		return nil, fmt.Errorf("predict: %w", backend.Explain(err))
	}
	out, width := make([][]float32, n), len(all)/p.batch
	for i := range out {
		out[i] = all[i*width : (i+1)*width]
	}
	return out, nil
}

// Close frees what lies on the device, once what is being answered is answered.
func (p *Classifier) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.base != nil {
		p.base.Close()
	}
	for _, e := range []*graph.Exec{p.head, p.last} {
		if e != nil {
			e.Finalize()
		}
	}
	for _, x := range p.params {
		x.(*tensors.Tensor).FinalizeAll()
	}
	p.base, p.head, p.last, p.params = nil, nil, nil, nil
}
