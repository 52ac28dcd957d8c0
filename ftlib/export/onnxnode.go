package export

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Field numbers of onnx.proto.
const (
	modelIR       = 1
	modelProducer = 2
	modelGraph    = 7
	modelOpset    = 8
	modelMeta     = 14

	graphNode        = 1
	graphName        = 2
	graphInitializer = 5
	graphIn          = 11
	graphOut         = 12

	nodeInput     = 1
	nodeOutput    = 2
	nodeName      = 3
	nodeOp        = 4
	nodeAttribute = 5

	attributeName   = 1
	attributeFloat  = 2
	attributeInt    = 3
	attributeFloats = 7
	attributeInts   = 8
	attributeType   = 20

	tensorDims = 1
	tensorType = 2
	tensorKey  = 8
	tensorRaw  = 9
)

// Values of its enumerations: types of tensors, kinds of attributes.
const (
	typeFloat = 1
	typeUint8 = 2

	kindFloat  = 1
	kindInt    = 2
	kindFloats = 6
	kindInts   = 7
)

// node adds an operation, named after the one value that it gives.
func (g *onnxGraph) node(op, out string, in []string, attributes ...attributeOf) {
	n := &message{}
	for _, name := range in {
		n.text(nodeInput, name)
	}
	n.text(nodeOutput, out)
	n.text(nodeName, out)
	n.text(nodeOp, op)
	for _, a := range attributes {
		n.message(nodeAttribute, a.encode())
	}
	g.message.message(graphNode, n)
}

// attributeOf is a setting of an operation: a number or several.
type attributeOf struct {
	name  string
	value any
}

func attribute(name string, value any) attributeOf { return attributeOf{name, value} }

func (a attributeOf) encode() *message {
	m := &message{}
	m.text(attributeName, a.name)
	switch v := a.value.(type) {
	case int64:
		m.number(attributeInt, v)
		m.number(attributeType, kindInt)
	case float32:
		m.single(attributeFloat, math.Float32bits(v))
		m.number(attributeType, kindFloat)
	case []float32:
		for _, f := range v {
			m.single(attributeFloats, math.Float32bits(f))
		}
		m.number(attributeType, kindFloats)
	case []int64:
		for _, i := range v {
			m.number(attributeInts, i)
		}
		m.number(attributeType, kindInts)
	}
	return m
}

// tensor adds an initial value.
func (g *onnxGraph) tensor(name string, shape []int, data []float32) {
	t := &message{}
	for _, d := range shape {
		t.number(tensorDims, int64(d))
	}
	t.number(tensorType, typeFloat)
	t.text(tensorKey, name)
	t.floats(tensorRaw, data)
	g.message.message(graphInitializer, t)
}

// constant adds an operation that gives a vector of numbers, such as what is padded.
func (g *onnxGraph) constant(name string, values attributeOf) { g.node("Constant", name, nil, values) }

// value declares an input or output [N, dims…].
func (g *onnxGraph) value(field protowire.Number, name string, kind int64, dims ...int64) {
	shape := &message{}
	batch := &message{}
	batch.text(2, "N")
	shape.message(1, batch)
	for _, d := range dims {
		dim := &message{}
		dim.number(1, d)
		shape.message(1, dim)
	}
	tensor := &message{}
	tensor.number(1, kind)
	tensor.message(2, shape)
	typ := &message{}
	typ.message(1, tensor)
	v := &message{}
	v.text(1, name)
	v.message(2, typ)
	g.message.message(field, v)
}
