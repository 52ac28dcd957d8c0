package network

import (
	"fmt"
	"slices"
	"strings"
)

// Names lists the networks that New knows.
func Names() []string { return []string{"resnet50", "vgg16"} }

// Title is the name of a network as people write it.
func Title(name string) string {
	switch name {
	case "vgg16":
		return "VGG16"
	case "resnet50":
		return "ResNet50"
	}
	return name
}

// New returns the table of a network ("vgg16" or "resnet50") for square images of the given side in pixels, with the
// head that headSpec describes (see [ParseHead]) and one output a class.
func New(name string, image int, headSpec string, classes int) (*Model, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("unknown network %q: choose one of %s", name, strings.Join(Names(), ", "))
	}
	if image < minImage {
		return nil, fmt.Errorf("images of %d pixels are too small for %s: its five halvings need at least %d", image, name,
			minImage)
	}
	if image > maxImage {
		return nil, fmt.Errorf("images of %d pixels: at most %d, or the first activations alone would not fit into memory",
			image, maxImage)
	}
	if classes < 2 || classes > maxUnits {
		return nil, fmt.Errorf("%d classes: a classifier has from 2 to %d", classes, maxUnits)
	}
	head, err := ParseHead(name, headSpec)
	if err != nil {
		return nil, err
	}
	b := &builder{m: &Model{Name: name, Image: image, Classes: classes, index: map[string]int{}}}
	if name == "vgg16" {
		b.vgg16()
	} else {
		b.resnet50()
	}
	b.m.Base = len(b.m.Layers)
	b.head(head)
	return b.m, nil
}

// minImage leaves one pixel behind five halvings.
const minImage = 32

// maxImage is 18 times the side that the networks were made for: one image's first activations are 4 GB.
const maxImage = 4096

// builder appends layers to a table; last is the layer that the next one reads when it names no inputs.
type builder struct {
	m    *Model
	last string
}

// add appends a layer, works out its output shape and the shapes of its weights, and makes it the last one.
func (b *builder) add(l Layer) string {
	if l.Inputs == nil && l.Kind != Input {
		l.Inputs = []string{b.last}
	}
	var in []int
	if len(l.Inputs) > 0 {
		in = b.m.Layer(l.Inputs[0]).Output
	}
	param := func(name string, statistic bool, shape ...int) {
		l.Params = append(l.Params, Param{Name: l.Name + "/" + name, Shape: shape, Statistic: statistic})
	}
	switch l.Kind {
	case Input:
		l.Output = []int{b.m.Image, b.m.Image, 3}
	case Conv:
		param("kernel", false, l.Kernel, l.Kernel, in[2], l.Units)
		param("bias", false, l.Units)
		side := in[0]
		if !l.Same {
			side -= l.Kernel - 1
		}
		side = (side + l.Stride - 1) / l.Stride
		l.Output = []int{side, side, l.Units}
	case BatchNorm:
		c := in[2]
		param("gamma", false, c)
		param("beta", false, c)
		param("moving_mean", true, c)
		param("moving_variance", true, c)
		l.Output = in
	case Pad:
		l.Output = []int{in[0] + 2*l.Padding, in[1] + 2*l.Padding, in[2]}
	case MaxPool:
		side := (in[0]-l.Kernel)/l.Stride + 1
		l.Output = []int{side, side, in[2]}
	case AvgPool:
		l.Output = []int{in[2]}
	case Flatten:
		l.Output = []int{Values(in)}
	case Dense:
		param("kernel", false, in[0], l.Units)
		param("bias", false, l.Units)
		l.Output = []int{l.Units}
	default: // ReLU, Add, Dropout keep the shape
		l.Output = in
	}
	b.m.index[l.Name] = len(b.m.Layers)
	b.m.Layers = append(b.m.Layers, l)
	b.last = l.Name
	return l.Name
}
