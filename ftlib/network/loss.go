package network

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// Loss is a cross-entropy whose labels and images may weigh differently, as in Keras.
type Loss struct {
	Smoothing float64   // share of each label that all classes get: label_smoothing
	Weights   []float32 // what an item's loss is multiplied by, by its class: class_weight; nil is 1
}

// Of returns, for logits [batch, classes] and class numbers labels int32 [batch], the loss of each item in nats
// [batch], whether each was classified correctly as 0 or 1 [batch], and the gradient of the mean loss at the logits.
// Keras on TensorFlow computes its categorical cross-entropy from the logits too when the output layer is a softmax, so
// no probability is clipped; on JAX and PyTorch it clips them to 1e-7 and 1-1e-7.
func (l Loss) Of(logits, labels *Node) (loss, correct, dlogits *Node) {
	d := logits.Shape().Dimensions
	truth := graph.OneHot(labels, d[1], dtypes.Float32)
	if l.Smoothing > 0 {
		truth = graph.AddScalar(graph.MulScalar(truth, 1-l.Smoothing), l.Smoothing/float64(d[1]))
	}
	logp := graph.LogSoftmax(logits, -1)
	loss = graph.Neg(graph.ReduceSum(graph.Mul(truth, logp), 1))
	guess := graph.ArgMax(logits, 1, dtypes.Int32)
	correct = graph.ConvertDType(graph.Equal(guess, labels), dtypes.Float32)
	dlogits = graph.DivScalar(graph.Sub(graph.Exp(logp), truth), float64(d[0]))
	if l.Weights != nil {
		weights := graph.Gather(graph.Const(logits.Graph(), l.Weights), graph.Reshape(labels, d[0], 1))
		loss, dlogits = graph.Mul(loss, weights), graph.Mul(dlogits, graph.Reshape(weights, d[0], 1))
	}
	return loss, correct, dlogits
}
