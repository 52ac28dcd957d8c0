// Package explain shows where in an image a trained network sees a class: Grad-CAM of Selvaraju et al.
// (https://arxiv.org/abs/1610.02391).
package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Predicted, in place of a class, is the one that the network finds most likely.
const Predicted = -1

// Map is what a network sees of one class in one image.
type Map struct {
	Class         int
	Probabilities []float32 // of all classes
	Side          int
	Heat          []float32 // [Side, Side], from 0 to 1, the largest 1; all 0 where nothing speaks for the class
}

// Explainer maps images one by one, also for several goroutines. It must be closed.
type Explainer struct {
	mu      sync.Mutex
	session *fit.Session
	model   *network.Model
	layer   *network.Layer
	below   *fit.Layer  // the network up to the layer
	above   *graph.Exec // its output, class, weights → probabilities, heat
	params  []any
}

// New makes the network of a run ready. layer is one of the base with images as output, such as "conv4_block6_out"; ""
// is the last one before pooling: conv5_block3_out of ResNet50, block5_conv3 of VGG16.
func New(ctx context.Context, s *fit.Session, source *predict.Source, layer string) (*Explainer, error) {
	m, set, err := source.Whole(ctx, s)
	if err != nil {
		return nil, err
	}
	e := &Explainer{session: s, model: m}
	if e.layer, err = mapLayer(m, layer); err != nil {
		return nil, err
	}
	if e.below, err = s.Layer(m, e.layer.Name, set); err != nil {
		return nil, err
	}
	var names []string
	for i, suffix := range m.At(e.layer.Name).Suffix {
		if !suffix {
			continue
		}
		for _, p := range m.Layers[i].Params {
			x, err := s.Backend.Upload(set.Tensors[p.Name].Data, p.Shape...)
			if err != nil {
				e.Close()
				return nil, err
			}
			names, e.params = append(names, p.Name), append(e.params, x)
		}
	}
	e.above, err = graph.NewExec(s.Backend.XLA, func(in []*graph.Node) []*graph.Node {
		params := map[string]*graph.Node{}
		for i, name := range names {
			params[name] = in[2+i]
		}
		return e.heat(in[0], in[1], params)
	})
	if err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// mapLayer is the layer to be shown.
func mapLayer(m *network.Model, name string) (*network.Layer, error) {
	if name == "" {
		for i := m.Base - 1; ; i-- {
			if l := &m.Layers[i]; l.Kind != network.MaxPool {
				return l, nil
			}
		}
	}
	l := m.Layer(name)
	if i := m.Index(name); i < 1 || i >= m.Base {
		var ends []string
		for _, l := range m.Layers[:m.Base] {
			if strings.HasSuffix(l.Name, "_out") || strings.HasSuffix(l.Name, "_pool") {
				ends = append(ends, l.Name)
			}
		}
		return nil, fmt.Errorf("layer %q: choose one of the base of %s, such as %s", name, network.Title(m.Name),
			strings.Join(ends, ", "))
	}
	if len(m.Reads(m.At(name).Suffix)) > 1 {
		return nil, fmt.Errorf("layer %s: a shortcut goes past it; choose the end of its block, %s_out", name,
			name[:strings.LastIndex(name[:strings.LastIndex(name, "_")], "_")])
	}
	return l, nil
}

// heat builds the graph above the layer, for one image: the gradient of the class's logit, averaged over the pixels, is
// how much each channel says for it; the heat is the channels' sum with these weights where it is above zero.
func (e *Explainer) heat(features, class *graph.Node, params map[string]*graph.Node) []*graph.Node {
	m := e.model
	pass := &network.Pass{Model: m, Params: params, Mask: make(network.Mask, len(m.Layers)), Wanted: e.layer.Name}
	logits := pass.Forward(map[string]*graph.Node{e.layer.Name: features}, m.Output().Name)[0]
	one := graph.OneHot(class, m.Classes, dtypes.Float32)
	gradient := pass.Backward(one)[e.layer.Name]
	weight := graph.ReduceMean(gradient, 0, 1, 2)
	weight = graph.BroadcastToShape(graph.Reshape(weight, 1, 1, 1, -1), features.Shape())
	heat := graph.MaxScalar(graph.ReduceSum(graph.Mul(features, weight), 3), 0)
	return []*graph.Node{graph.Softmax(logits), heat}
}

// Pixels maps one image of the network's size for a class or [Predicted]: RGB [size, size, 3].
func (e *Explainer) Pixels(rgb []byte, class int) (*Map, error) {
	if size := e.model.Image; len(rgb) != size*size*3 {
		return nil, fmt.Errorf("explain: %d bytes are no image of %d by %d pixels", len(rgb), size, size)
	}
	if class >= e.model.Classes || class < Predicted {
		return nil, fmt.Errorf("explain: class %d of %d: they count from 0", class, e.model.Classes)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.below == nil {
		return nil, predict.ErrClosed
	}
	features, err := e.below.Run(rgb, 1)
	if err != nil {
		return nil, err
	}
	x, err := e.session.Backend.Upload(features[0], append([]int{1}, e.layer.Output...)...)
	if err != nil {
		return nil, err
	}
	defer x.FinalizeAll()
	m := &Map{Class: class, Side: e.layer.Output[0]}
	for m.Heat == nil {
		p, heat, err := e.run(x, max(class, 0))
		if err != nil {
			return nil, err
		}
		m.Probabilities = p
		if class == Predicted {
			class = metrics.Guess(p)
			m.Class = class
			if class != 0 { // which was tried
				continue
			}
		}
		m.Heat = heat
	}
	if top := slices.Max(m.Heat); top > 0 {
		for i := range m.Heat {
			m.Heat[i] /= top
		}
	}
	return m, nil
}

func (e *Explainer) run(x *tensors.Tensor, class int) (probabilities, heat []float32, err error) {
	out, err := e.above.Call(append([]any{x, []int32{int32(class)}}, e.params...)...)
	if err != nil {
		return nil, nil, fmt.Errorf("explain: %w", backend.Explain(err))
	}
	defer out[0].FinalizeAll()
	defer out[1].FinalizeAll()
	if probabilities, err = tensors.CopyFlatData[float32](out[0]); err == nil {
		heat, err = tensors.CopyFlatData[float32](out[1])
	}
	return probabilities, heat, backend.Explain(err)
}

// Close frees what lies on the device.
func (e *Explainer) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.below != nil {
		e.below.Close()
	}
	if e.above != nil {
		e.above.Finalize()
	}
	for _, x := range e.params {
		x.(*tensors.Tensor).FinalizeAll()
	}
	e.below, e.above, e.params = nil, nil, nil
}
