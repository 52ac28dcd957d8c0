package export

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Versions of ONNX: operators of 2021, which every runtime of today knows.
const (
	onnxOpset = 17
	onnxIR    = 8
)

// mostONNX is what a protobuf file can hold.
const mostONNX = math.MaxInt32

// onnxGraph collects nodes and tensors. Images are [N, channels, height, width] between the nodes, as ONNX has them.
type onnxGraph struct{ message }

// ONNX returns what writes a network as ONNX: input "image" [N, size, size, 3], output "probabilities" [N,
// classes]. Weights have Keras' names, batch norms stay as they are, dropout is left out.
func ONNX(n *Network, preprocess bool) (write func(io.Writer) error, err error) {
	g := &onnxGraph{}
	m := n.Model
	x, kind := "image", int64(typeFloat)
	if preprocess {
		kind = typeUint8
		g.constant("bgr", attribute("value_ints", []int64{2, 1, 0}))
		g.constant("mean", attribute("value_floats", network.MeanBGR))
		g.node("Cast", "rgb", []string{x}, attribute("to", int64(typeFloat)))
		g.node("Gather", "reversed", []string{"rgb", "bgr"}, attribute("axis", int64(3)))
		g.node("Sub", "preprocessed", []string{"reversed", "mean"})
		x = "preprocessed"
	}
	g.node("Transpose", "channels_first", []string{x}, attribute("perm", []int64{0, 3, 1, 2}))
	x = "channels_first"
	value := map[string]string{} // of each layer's output
	for _, l := range m.Layers {
		var in []string
		for _, name := range l.Inputs {
			in = append(in, value[name])
		}
		value[l.Name] = l.Name
		switch l.Kind {
		case network.Input:
			value[l.Name] = x
		case network.Dropout:
			value[l.Name] = in[0]
		default:
			out := "probabilities"
			if l.Name != m.Output().Name {
				out = l.Name
			}
			if err := g.layer(n, &l, in, out); err != nil {
				return nil, err
			}
		}
	}
	size := int64(m.Image)
	g.value(graphIn, "image", kind, size, size, 3)
	g.value(graphOut, "probabilities", typeFloat, int64(m.Classes))
	g.text(graphName, m.Name)

	model := &message{}
	model.number(modelIR, onnxIR)
	model.text(modelProducer, "ft")
	opset := &message{}
	opset.number(2, onnxOpset)
	model.message(modelOpset, opset)
	meta := weights.SealedMetadata(n.Weights, n.metadata())
	for _, key := range slices.Sorted(maps.Keys(meta)) {
		entry := &message{}
		entry.text(1, key)
		entry.text(2, meta[key])
		model.message(modelMeta, entry)
	}
	model.message(modelGraph, &g.message)
	if size := model.size(); size > mostONNX {
		return nil, fmt.Errorf("the network has %d bytes, an ONNX file holds %d: export safetensors or keras", size, mostONNX)
	}
	return model.write, nil
}

// layer adds the nodes of one layer.
func (g *onnxGraph) layer(n *Network, l *network.Layer, in []string, out string) error {
	param := func(name string) string {
		key := l.Name + "/" + name
		t := n.Weights[key]
		if len(t.Shape) == 4 {
			t = oihw(t)
		}
		g.tensor(key, t.Shape, t.Data)
		return key
	}
	before := out // the value before the activation
	if l.Activation != "" {
		before = l.Name + "/linear"
	}
	k, stride := int64(l.Kernel), int64(l.Stride)
	window := []attributeOf{attribute("kernel_shape", []int64{k, k}), attribute("strides", []int64{stride, stride})}
	switch l.Kind {
	case network.Conv:
		if l.Same {
			side := (k - 1) / 2
			window = append(window, attribute("pads", []int64{side, side, side, side}))
		}
		g.node("Conv", before, append(in, param("kernel"), param("bias")), window...)
	case network.BatchNorm:
		g.node("BatchNormalization", before,
			append(in, param("gamma"), param("beta"), param("moving_mean"), param("moving_variance")),
			attribute("epsilon", float32(network.BatchNormEpsilon)))
	case network.ReLU:
		g.node("Relu", out, in)
	case network.Add:
		g.node("Add", out, in)
	case network.Pad:
		p, pads := int64(l.Padding), l.Name+"/pads"
		g.constant(pads, attribute("value_ints", []int64{0, 0, p, p, 0, 0, p, p}))
		g.node("Pad", out, append(in, pads))
	case network.MaxPool:
		g.node("MaxPool", out, in, window...)
	case network.AvgPool:
		g.node("GlobalAveragePool", l.Name+"/mean", in)
		g.node("Flatten", out, []string{l.Name + "/mean"})
	case network.Flatten:
		g.node("Transpose", l.Name+"/channels_last", in, attribute("perm", []int64{0, 2, 3, 1}))
		g.node("Flatten", out, []string{l.Name + "/channels_last"})
	case network.Dense:
		g.node("Gemm", before, append(in, param("kernel"), param("bias")))
	default:
		return fmt.Errorf("layer %s: no ONNX for %s", l.Name, l.Kind)
	}
	switch l.Activation {
	case "relu":
		g.node("Relu", out, []string{before})
	case "softmax":
		g.node("Softmax", out, []string{before}, attribute("axis", int64(-1)))
	}
	return nil
}

// oihw is the reverse of what reading ONNX does: a kernel as out, in, height, width.
func oihw(t weights.Tensor) weights.Tensor {
	h, w, in, out := t.Shape[0], t.Shape[1], t.Shape[2], t.Shape[3]
	data := make([]float32, len(t.Data))
	for p := range h * w {
		for i := range in {
			for o := range out {
				data[(o*in+i)*h*w+p] = t.Data[(p*in+i)*out+o]
			}
		}
	}
	return weights.Tensor{Shape: []int{out, in, h, w}, Data: data}
}
