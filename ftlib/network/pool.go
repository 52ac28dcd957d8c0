package network

import "github.com/gomlx/gomlx/core/graph"

func maxPool(l *Layer, x *Node) *Node {
	return graph.MaxPool(x).Window(l.Kernel).Strides(l.Stride).NoPadding().Done()
}

// maxPoolGradient sends dy to the largest value of each window, the first one when several are equal, as TensorFlow
// does. The non-overlapping 2x2 windows of VGG16 need element-wise operations only; XLA's general scatter of the
// overlapping ones runs on one thread.
func maxPoolGradient(l *Layer, x, y, dy *Node) *Node {
	d := x.Shape().Dimensions
	if l.Kernel != 2 || l.Stride != 2 || d[1]%2 != 0 || d[2]%2 != 0 {
		return pullBack(maxPool(l, x), dy, x)[0]
	}
	n, h, w, c := d[0], d[1]/2, d[2]/2, d[3]
	windows := graph.Reshape(x, n, h, 2, w, 2, c)
	corner := func(i, j int) *Node {
		return graph.Reshape(graph.Slice(windows, graph.AxisRange(), graph.AxisRange(), graph.AxisElem(i), graph.AxisRange(),
			graph.AxisElem(j), graph.AxisRange()), n, h, w, c)
	}
	zero := graph.ZerosLike(dy)
	left := dy // what no earlier corner has taken
	var rows []*Node
	for i := range 2 {
		var cells []*Node
		for j := range 2 {
			hit := graph.Equal(corner(i, j), y)
			cells = append(cells, graph.Reshape(graph.Where(hit, left, zero), n, h, 1, w, 1, c))
			left = graph.Where(hit, zero, left)
		}
		rows = append(rows, graph.Concatenate(cells, 4))
	}
	return graph.Reshape(graph.Concatenate(rows, 2), d...)
}
