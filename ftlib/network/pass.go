package network

import "github.com/gomlx/gomlx/core/graph"

// Node is a value of the XLA graph under construction.
type Node = graph.Node

// Pass builds one run through a part of a network inside an XLA graph: [Pass.Forward] first, then, for training,
// [Pass.Backward]. Like GoMLX's graph builders its methods panic on a programming error; callers run them under an
// Exec, which returns the panic as an error.
type Pass struct {
	Model    *Model
	Params   map[string]*Node // weights of the layers that are computed, by parameter name
	Mask     Mask             // layers that are trained; their batch norms use the batch's statistics when Training
	Training bool
	// FixedNorms leaves trained batch norms on their moving statistics too, which then are not moved.
	FixedNorms bool
	// Drop returns the multiplier of a dropout layer for this batch: 0 where a value is dropped, 1/(1-rate) elsewhere.
	// Used when Training; the shape is [batch, features].
	Drop func(l *Layer) *Node
	// Wanted is a source whose gradient Backward returns too, under the layer's name; "" for none.
	Wanted string

	// Statistics are the new moving statistics of the trained batch norms, by parameter name, after Forward.
	Statistics map[string]*Node

	values map[string]*Node
	norms  map[string]norm
	need   []bool
}

// Forward computes the targets from the given outputs of earlier layers (each [batch, …], float32). The value of the
// output layer is its logits: softmax is left to the caller, as Keras on TensorFlow leaves it to the loss.
func (p *Pass) Forward(sources map[string]*Node, targets ...string) []*Node {
	p.values, p.norms, p.Statistics = map[string]*Node{}, map[string]norm{}, map[string]*Node{}
	known := map[string]bool{}
	for name, x := range sources {
		p.values[name], known[name] = x, true
	}
	p.need = p.Model.needed(known, targets)
	for i := range p.Model.Layers {
		l := &p.Model.Layers[i]
		if p.need[i] && !known[l.Name] {
			p.values[l.Name] = p.layer(i, l)
		}
		if known[l.Name] {
			p.need[i] = false
		}
	}
	out := make([]*Node, len(targets))
	for i, t := range targets {
		out[i] = p.values[t]
	}
	return out
}

func (p *Pass) layer(i int, l *Layer) *Node {
	x := p.values[l.Inputs[0]]
	switch l.Kind {
	case Conv:
		return activate(l, addBias(convolve(l, x, p.Params[l.Name+"/kernel"]), p.Params[l.Name+"/bias"]))
	case BatchNorm:
		return p.normalize(i, l, x)
	case ReLU:
		return graph.MaxScalar(x, 0)
	case Pad:
		return zeroPad(x, l.Padding)
	case MaxPool:
		return maxPool(l, x)
	case Add:
		return graph.Add(x, p.values[l.Inputs[1]])
	case AvgPool:
		d := x.Shape().Dimensions
		return graph.ReduceMean(graph.Reshape(x, d[0], d[1]*d[2], d[3]), 1)
	case Flatten:
		return graph.Reshape(x, x.Shape().Dimensions[0], -1)
	case Dense:
		return activate(l, addBias(graph.MatMul(x, p.Params[l.Name+"/kernel"]), p.Params[l.Name+"/bias"]))
	case Dropout:
		if p.Training && l.Rate > 0 {
			return graph.Mul(x, p.Drop(l))
		}
		return x
	}
	panic("network: layer " + l.Name + " cannot be computed from others")
}

func activate(l *Layer, x *Node) *Node {
	if l.Activation == "relu" {
		return graph.MaxScalar(x, 0)
	}
	return x
}

// addBias adds b, one value a channel, to the last axis.
func addBias(x, b *Node) *Node { return graph.Add(x, perChannel(b, x)) }

// perChannel spreads a vector [channels] over the other axes of like.
func perChannel(v, like *Node) *Node {
	r := like.Rank()
	dims := make([]int, r)
	for i := range dims {
		dims[i] = 1
	}
	dims[r-1] = v.Shape().Dimensions[0]
	return graph.BroadcastToShape(graph.Reshape(v, dims...), like.Shape())
}
