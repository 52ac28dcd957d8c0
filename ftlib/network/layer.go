// Package network holds Keras' VGG16 and ResNet50 as layer tables and builds their XLA graphs, forward and backward.
//
// The table of a [Model] is the one source of truth: the graph, the names of the weights, the parameter counts, what
// "the last N layers" means and where the frozen prefix ends are all read from it. Its order and names are those of
// Keras' model.layers (keras/src/applications/{vgg16,resnet}.py; order: keras/src/ops/function.py, by depth).
package network

// Kind says what a layer computes.
type Kind string

// The kinds, under the names of Keras' classes.
const (
	Input     Kind = "InputLayer"
	Conv      Kind = "Conv2D"
	BatchNorm Kind = "BatchNormalization"
	ReLU      Kind = "Activation"
	Pad       Kind = "ZeroPadding2D"
	MaxPool   Kind = "MaxPooling2D"
	Add       Kind = "Add"
	AvgPool   Kind = "GlobalAveragePooling2D"
	Flatten   Kind = "Flatten"
	Dense     Kind = "Dense"
	Dropout   Kind = "Dropout"
)

// Layer is one row of the table.
type Layer struct {
	Name       string
	Kind       Kind
	Inputs     []string // names of the layers it reads
	Units      int      // Conv: filters, Dense: units
	Kernel     int      // Conv, MaxPool: side of the window
	Stride     int      // Conv, MaxPool
	Same       bool     // Conv: "same" padding, else "valid"
	Padding    int      // Pad: zeros on each side
	Activation string   // Conv, Dense: "", "relu" or "softmax"
	Rate       float64  // Dropout: share of values dropped
	Output     []int    // shape of the output without the batch axis: [height, width, channels] or [features]
	Params     []Param
}

// Param is one tensor of a layer's weights.
type Param struct {
	Name      string // "<layer>/<kernel|bias|gamma|beta|moving_mean|moving_variance>"
	Shape     []int  // Conv kernels are HWIO, Dense kernels [in, out]
	Statistic bool   // a moving statistic of batch norm: stored, but never given a gradient
}

// Size is the number of values of the tensor.
func (p Param) Size() int { return Values(p.Shape) }

// Model is a network with its head: layers in Keras' order, each after the layers it reads.
type Model struct {
	Name    string // "vgg16" or "resnet50"
	Image   int    // side of the square input in pixels
	Base    int    // number of layers that belong to the ImageNet base; the rest is the head
	Classes int
	Layers  []Layer
	index   map[string]int
}

// Layer returns the layer called name, or nil.
func (m *Model) Layer(name string) *Layer {
	if i, ok := m.index[name]; ok {
		return &m.Layers[i]
	}
	return nil
}

// Index returns the place of a layer in the table, or -1.
func (m *Model) Index(name string) int {
	if i, ok := m.index[name]; ok {
		return i
	}
	return -1
}

// Output returns the last layer.
func (m *Model) Output() *Layer { return &m.Layers[len(m.Layers)-1] }

// Parameters counts the values of all weights, and of those that a mask trains (moving statistics never are).
func (m *Model) Parameters(mask Mask) (total, trainable int) {
	for i, l := range m.Layers {
		for _, p := range l.Params {
			total += p.Size()
			if mask != nil && mask[i] && !p.Statistic {
				trainable += p.Size()
			}
		}
	}
	return total, trainable
}

// Values is the number of values of a tensor of that shape.
func Values(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}
