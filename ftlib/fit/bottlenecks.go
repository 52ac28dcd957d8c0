package fit

import (
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/network"
)

// bottlenecks is a sequence of ResNet's blocks, all of which are trained, and the mean over pixels behind the last one.
type bottlenecks struct {
	*kernels.Bottlenecks
	list  []*network.Layer
	units map[string]*kernels.Unit // by the names of their convolution and of their norm
}

// newBottlenecks returns the sequence that begins with a layer, and the layer it ends with; nil where it begins
// otherwise.
func newBottlenecks(m *network.Model, mask network.Mask, first, batch int) (convolutions, string, error) {
	c := &bottlenecks{units: map[string]*kernels.Unit{}}
	var specs []kernels.Block
	var names []string
	for m.Layers[first].Kind != network.AvgPool {
		name, ok := strings.CutSuffix(m.Layers[first].Name, "_1_conv")
		last := m.Index(name + "_out")
		if !ok || last < 0 {
			return nil, "", nil
		}
		for i := first; i <= last; i++ {
			l := &m.Layers[i]
			if len(l.Params) == 0 {
				continue
			}
			if !mask[i] || !kernels.Fits(l.Output[2]) {
				return nil, "", nil
			}
			c.list = append(c.list, l)
		}
		l, in := &m.Layers[first], m.Layer(m.Layers[first].Inputs[0])
		specs = append(specs, kernels.Block{Height: in.Output[0], Width: in.Output[1], In: in.Output[2], Mid: l.Units,
			Out:    m.Layers[last].Output[2],
			Stride: l.Stride, Shortcut: m.Index(name+"_0_conv") >= 0})
		names = append(names, name)
		first = last + 1
	}
	if len(specs) == 0 {
		return nil, "", nil
	}
	var err error
	c.Bottlenecks, err = kernels.NewBottlenecks(specs, batch, kernels.Constants{Epsilon: network.BatchNormEpsilon,
		Momentum: network.BatchNormMomentum})
	if err != nil {
		return nil, "", err
	}
	for i, name := range names {
		for k, unit := range []string{"_0_", "_1_", "_2_", "_3_"} {
			if u := c.Unit(i, k); u != nil {
				c.units[name+unit+"conv"], c.units[name+unit+"bn"] = u, u
			}
		}
	}
	return c, m.Layers[first].Name, nil
}

func (c *bottlenecks) layers() []*network.Layer { return c.list }

func (c *bottlenecks) set(values func(name string) []float32) {
	for _, l := range c.list {
		u := c.units[l.Name]
		value := func(part string, set func([]float32)) {
			if v := values(l.Name + "/" + part); v != nil {
				set(v)
			}
		}
		value("kernel", func(v []float32) { u.Set(v, values(l.Name+"/bias")) })
		value("gamma", func(v []float32) { u.Gamma = v })
		value("beta", func(v []float32) { u.Beta = v })
		value("moving_mean", func(v []float32) { u.Mean = slices.Clone(v) }) // training steps change them
		value("moving_variance", func(v []float32) { u.Variance = slices.Clone(v) })
	}
}

func (c *bottlenecks) gradient(name string) []float32 {
	layer, part, _ := strings.Cut(name, "/")
	u := c.units[layer]
	return map[string][]float32{"kernel": u.DKernel, "bias": u.DBias, "gamma": u.DGamma, "beta": u.DBeta}[part]
}

func (c *bottlenecks) statistic(name string) []float32 {
	layer, part, _ := strings.Cut(name, "/")
	u := c.units[layer]
	return map[string][]float32{"moving_mean": u.Mean, "moving_variance": u.Variance}[part]
}
