package cells

import (
	"context"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/janpfeifer/must"
)

// Values are numbers for many images, row by row, on the host.
type Values struct {
	Data  []float32
	Shape []int // of one image
}

// Rows are the values of some images, as an argument of a graph.
func (v *Values) Rows(images ...int) *tensors.Tensor {
	size := network.Values(v.Shape)
	var data []float32
	for _, i := range images {
		data = append(data, v.Data[i*size:(i+1)*size]...)
	}
	return tensors.FromFlatDataAndDimensions(data, append([]int{len(images)}, v.Shape...)...)
}

// Inputs are images as both networks take them, BGR less ImageNet's means, and the class of each.
func Inputs(data string, side int) (x *Values, labels []int32) {
	ctx := context.Background()
	d := must.M1((&fit.Session{Catalog: paper.Catalog("")}).Images(ctx, data))
	p := must.M1(d.Pixels(ctx, side, "nearest", nil))
	defer p.Close()
	x = &Values{make([]float32, len(p.Data)), []int{side, side, 3}}
	for i, v := range p.Data {
		channel := 2 - i%3
		x.Data[i-i%3+channel] = float32(v) - network.MeanBGR[channel]
	}
	for _, l := range d.Labels {
		labels = append(labels, int32(l))
	}
	return x, labels
}

// Weights are the first values of some weights of a network, as arguments of a graph: ImageNet's, and in the head drawn
// ones.
func Weights(m *network.Model, names []string) (all []any) {
	set := must.M1(weights.Load(context.Background(), m.Name, "imagenet", nil))
	for _, name := range names {
		if t, ok := set.Tensors[name]; ok {
			all = append(all, tensors.FromFlatDataAndDimensions(t.Data, t.Shape...))
			continue
		}
		for _, l := range m.Layers {
			for _, p := range l.Params {
				if p.Name == name {
					all = append(all, tensors.FromFlatDataAndDimensions(p.Initial(1), p.Shape...))
				}
			}
		}
	}
	return all
}
