package fit

import (
	"strings"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/network"
)

// plain is a sequence of 3x3 convolutions that ends in max-pooling, as VGG16's is.
type plain struct {
	*kernels.ConvLayers
	list []*network.Layer
}

// newPlain returns the sequence that begins with a layer, and the layer it ends with; nil where it begins otherwise.
func newPlain(m *network.Model, mask network.Mask, first, batch int) (convolutions, string, error) {
	c := &plain{}
	var specs []kernels.Layer
	top := ""
	for i := first; i < len(m.Layers); i++ {
		l := &m.Layers[i]
		in := m.Layer(l.Inputs[0])
		last := len(specs) - 1
		switch {
		case len(l.Inputs) != 1 || l.Inputs[0] != m.Layers[i-1].Name:
			return nil, "", nil
		case l.Kind == network.Conv && l.Kernel == 3 && l.Stride == 1 && l.Same && l.Activation == "relu" &&
			kernels.Fits(l.Units) && kernels.Fits(in.Output[2]):
			specs = append(specs, kernels.Layer{Height: l.Output[0], Width: l.Output[1], In: in.Output[2], Out: l.Units,
				Trained: mask[i]})
			c.list = append(c.list, l)
			continue
		case l.Kind == network.MaxPool && l.Kernel == 2 && l.Stride == 2 && last >= 0 && !specs[last].Pool:
			specs[last].Pool = true
			top = l.Name
			continue
		case last < 0 || !specs[last].Pool:
			return nil, "", nil
		}
		break
	}
	var err error
	c.ConvLayers, err = kernels.NewConvLayers(specs, batch)
	return c, top, err
}

func (c *plain) layers() []*network.Layer { return c.list }

func (c *plain) set(values func(name string) []float32) {
	for i, l := range c.list {
		if kernel := values(l.Name + "/kernel"); kernel != nil {
			c.Set(i, kernel, values(l.Name+"/bias"))
		}
	}
}

func (c *plain) Forward(images [][]float32, _ bool) []float32 { return c.ConvLayers.Forward(images) }

func (c *plain) gradient(name string) []float32 {
	layer, part, _ := strings.Cut(name, "/")
	for i, l := range c.list {
		if l.Name == layer {
			kernel, bias := c.Gradient(i)
			return map[string][]float32{"kernel": kernel, "bias": bias}[part]
		}
	}
	return nil
}

// statistic is never asked for: there are no norms.
func (c *plain) statistic(string) []float32 { return nil }
