package network

import "github.com/gomlx/gomlx/core/graph"

// Backward takes the gradient of the loss at the logits back through the layers that Forward computed and returns the
// gradient of every trained weight, by parameter name. It is written out by hand, layer kind by layer kind, because
// XLA's CPU code for what automatic differentiation gives here (sums over batch and pixels, 1x1 convolutions, window
// scatters) is several times slower than the products it can be written as.
func (p *Pass) Backward(dlogits *Node) map[string]*Node {
	m := p.Model
	learns := make([]bool, len(m.Layers)) // the layer, or one below it that was computed, has trained weights
	for i, l := range m.Layers {
		if !p.need[i] {
			learns[i] = l.Name == p.Wanted
			continue
		}
		learns[i] = p.Mask[i] && len(l.Params) > 0
		for _, in := range l.Inputs {
			learns[i] = learns[i] || learns[m.index[in]]
		}
	}
	grads := map[string]*Node{}
	at := map[string]*Node{m.Output().Name: dlogits}
	send := func(layer string, g *Node) {
		if old := at[layer]; old != nil {
			g = graph.Add(old, g)
		}
		at[layer] = g
	}
	for i := len(m.Layers) - 1; i >= 0; i-- {
		l := &m.Layers[i]
		dy := at[l.Name]
		if !learns[i] || dy == nil {
			continue
		}
		if !p.need[i] {
			grads[l.Name] = dy
			continue
		}
		below := make([]bool, len(l.Inputs))
		for k, in := range l.Inputs {
			below[k] = learns[m.index[in]]
		}
		p.layerGradients(l, dy, p.Mask[i], below, send, grads)
		delete(at, l.Name)
	}
	return grads
}

// layerGradients handles one layer: it sends the gradient on to the inputs that want it (below) and, for a trained
// layer, notes the gradients of its weights.
func (p *Pass) layerGradients(l *Layer, dy *Node, trained bool, below []bool, send func(string, *Node),
	grads map[string]*Node) {
	in := l.Inputs[0]
	x, y := p.values[in], p.values[l.Name]
	if l.Activation == "relu" || l.Kind == ReLU {
		dy = graph.Where(graph.GreaterThan(y, graph.ZerosLike(y)), dy, graph.ZerosLike(dy))
	}
	switch l.Kind {
	case Conv:
		dx, dk := convolveGradients(l, x, p.Params[l.Name+"/kernel"], dy, below[0], trained)
		if trained {
			grads[l.Name+"/kernel"], grads[l.Name+"/bias"] = dk, columnSums(pixels(dy))
		}
		if below[0] {
			send(in, dx)
		}
	case BatchNorm:
		dx, dgamma, dbeta := p.normalizeGradients(l, x, dy, below[0], trained)
		if trained {
			grads[l.Name+"/gamma"], grads[l.Name+"/beta"] = dgamma, dbeta
		}
		if below[0] {
			send(in, dx)
		}
	case Dense:
		if trained {
			grads[l.Name+"/kernel"] = graph.DotGeneral(x, []int{0}, nil, dy, []int{0}, nil)
			grads[l.Name+"/bias"] = graph.ReduceSum(dy, 0)
		}
		if below[0] {
			send(in, graph.DotGeneral(dy, []int{1}, nil, p.Params[l.Name+"/kernel"], []int{1}, nil))
		}
	case Add:
		for k, name := range l.Inputs {
			if below[k] {
				send(name, dy)
			}
		}
	case ReLU:
		send(in, dy)
	case MaxPool:
		send(in, maxPoolGradient(l, x, y, dy))
	case AvgPool:
		d := x.Shape().Dimensions
		g := graph.Reshape(graph.DivScalar(dy, float64(d[1]*d[2])), d[0], 1, 1, d[3])
		send(in, graph.BroadcastToShape(g, x.Shape()))
	case Flatten:
		send(in, graph.Reshape(dy, x.Shape().Dimensions...))
	case Pad:
		d, n := x.Shape().Dimensions, l.Padding
		send(in, graph.Slice(dy, graph.AxisRange(), graph.AxisRange(n, n+d[1]), graph.AxisRange(n, n+d[2]),
			graph.AxisRange()))
	case Dropout:
		if p.Training && l.Rate > 0 {
			dy = graph.Mul(dy, p.Drop(l))
		}
		send(in, dy)
	}
}
