package network

import "github.com/gomlx/gomlx/core/graph"

// norm is what a batch norm's backward pass needs of its forward pass: vectors [channels].
type norm struct {
	trained      bool  // normalised by the batch's statistics
	mean, invStd *Node // of the batch, or the moving ones
	scale        *Node // gamma · invStd
}

// normalize applies batch norm. Keras' rule (keras/src/layers/normalization/batch_normalization.py): a frozen layer
// runs on its moving statistics even in training; a trained one runs on the batch's mean and population variance and
// moves its statistics towards them, from the pre-trained values on; unless FixedNorms, as where Keras' model is called
// with training=False.
func (p *Pass) normalize(i int, l *Layer, x *Node) *Node {
	get := func(name string) *Node { return p.Params[l.Name+"/"+name] }
	s := norm{trained: p.Training && p.Mask[i] && !p.FixedNorms, mean: get("moving_mean")}
	variance := get("moving_variance")
	if s.trained {
		rows := pixels(x)
		s.mean = columnMeans(rows)
		variance = columnMeans(graph.Square(graph.Sub(rows, perChannel(s.mean, rows))))
		p.Statistics[l.Name+"/moving_mean"] = moved(get("moving_mean"), s.mean)
		p.Statistics[l.Name+"/moving_variance"] = moved(get("moving_variance"), variance)
	}
	s.invStd = graph.Reciprocal(graph.Sqrt(graph.AddScalar(variance, BatchNormEpsilon)))
	s.scale = graph.Mul(get("gamma"), s.invStd)
	p.norms[l.Name] = s
	shift := graph.Sub(get("beta"), graph.Mul(s.mean, s.scale))
	return graph.Add(graph.Mul(x, perChannel(s.scale, x)), perChannel(shift, x))
}

func moved(old, batch *Node) *Node {
	return graph.Add(graph.MulScalar(old, BatchNormMomentum), graph.MulScalar(batch, 1-BatchNormMomentum))
}

// normalizeGradients returns the gradients with respect to x, gamma and beta (the last two nil for a frozen layer).
func (p *Pass) normalizeGradients(l *Layer, x, dy *Node, wantX, wantParams bool) (dx, dgamma, dbeta *Node) {
	s := p.norms[l.Name]
	if !s.trained && !wantParams {
		return graph.Mul(dy, perChannel(s.scale, dy)), nil, nil
	}
	rows, drows := pixels(x), pixels(dy)
	hat := graph.Mul(graph.Sub(rows, perChannel(s.mean, rows)), perChannel(s.invStd, rows))
	dbeta = columnSums(drows)
	dgamma = columnSums(graph.Mul(drows, hat))
	if !wantX {
		return nil, dgamma, dbeta
	}
	if !s.trained {
		return graph.Mul(dy, perChannel(s.scale, dy)), dgamma, dbeta
	}
	n := float64(rows.Shape().Dimensions[0])
	inner := graph.Sub(drows, perChannel(graph.DivScalar(dbeta, n), rows))
	inner = graph.Sub(inner, graph.Mul(hat, perChannel(graph.DivScalar(dgamma, n), rows)))
	return graph.Reshape(graph.Mul(inner, perChannel(s.scale, rows)), x.Shape().Dimensions...), dgamma, dbeta
}
