package network

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// MeanBGR is what Keras' 'caffe' mode subtracts from blue, green and red (keras/src/applications/imagenet_utils.py).
var MeanBGR = []float32{103.939, 116.779, 123.68}

// Preprocess turns RGB bytes [batch, height, width, 3] into the float32 input of both networks: BGR, 0 to 255, minus
// the mean of ImageNet.
func Preprocess(rgb *Node) *Node {
	x := graph.Reverse(graph.ConvertDType(rgb, dtypes.Float32), 3)
	return graph.Sub(x, perChannel(graph.Const(x.Graph(), MeanBGR), x))
}
