package frozen

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/winograd"
)

// together is the number of images that the chain takes at once: VGG16's first activations are 13 MB an image.
const together = 8

// chain is a prefix of 3x3 convolutions, each on the output of the one before: VGG16's.
type chain struct {
	convs  []*winograd.Conv
	side   int
	buffer [2][]float32 // activations, read and written in turn
}

// winograd says whether the prefix is such a chain.
func (r Request) winograd() bool {
	return r.Backend.Device == "xla:cpu" && len(r.Cut.Boundary) == 1 && r.steps() != nil
}

// step is a convolution of the chain with the max-pooling behind it.
type step struct {
	conv *network.Layer
	pool bool
}

// steps lists the convolutions up to the boundary, or nil where a layer does not fit.
func (r Request) steps() (all []step) {
	layers := r.Model.Layers
	for i := 1; i < len(layers) && layers[i-1].Name != r.Cut.Boundary[0]; i++ {
		l := &layers[i]
		if len(l.Inputs) != 1 || l.Inputs[0] != layers[i-1].Name {
			return nil
		}
		switch {
		case l.Kind == network.Conv && l.Kernel == 3 && l.Stride == 1 && l.Same && l.Activation == "relu" && winograd.Fits(l.Units):
			all = append(all, step{conv: l})
		case l.Kind == network.MaxPool && l.Kernel == 2 && l.Stride == 2 && len(all) > 0 && !all[len(all)-1].pool:
			all[len(all)-1].pool = true
		case l.Kind == network.Flatten:
		default:
			return nil
		}
	}
	return all
}

func newChain(r Request) (*chain, error) {
	c := &chain{side: r.Model.Image}
	side, channels := r.Model.Image, 3
	for _, s := range r.steps() {
		var w [2][]float32
		for i, p := range s.conv.Params {
			t, ok := r.Weights.Tensors[p.Name]
			if !ok {
				return nil, fmt.Errorf("weights %s have no %s, which layer %s of %s needs", r.Weights.Source, p.Name, s.conv.Name, r.Model.Name)
			}
			w[i] = t.Data
		}
		conv, err := winograd.New(w[0], w[1], side, side, channels, s.conv.Units, s.pool)
		if err != nil {
			return nil, err
		}
		b := &c.buffer[len(c.convs)%2]
		if n := together * conv.InputSize(); n > len(*b) {
			*b = make([]float32, n)
		}
		c.convs = append(c.convs, conv)
		side, _, channels = conv.OutputShape()
	}
	return c, nil
}

func (c *chain) run(pixels []byte, from, rows int) ([][]float32, error) {
	h, w, k := c.convs[len(c.convs)-1].OutputShape()
	out := make([]float32, rows*h*w*k)
	for i := 0; i < rows; i += together {
		n := min(together, rows-i)
		for j := range n {
			image := pixels[(from+i+j)*c.side*c.side*3:]
			c.convs[0].Fill(c.buffer[0][j*c.convs[0].InputSize():], 3, func(y, x, bgr int) float32 {
				return float32(image[(y*c.side+x)*3+2-bgr]) - network.MeanBGR[bgr]
			})
		}
		for l, conv := range c.convs {
			if l+1 < len(c.convs) {
				conv.Apply(c.buffer[(l+1)%2], c.buffer[l%2], n, c.convs[l+1])
			} else {
				conv.Apply(out[i*h*w*k:], c.buffer[l%2], n, nil)
			}
		}
	}
	return [][]float32{out}, nil
}

func (c *chain) close() {}
