package network

import "fmt"

// vgg16 appends Keras' VGG16 without its top (keras/src/applications/vgg16.py): five blocks of 3x3 convolutions with
// bias and ReLU, "same" padding, each ended by a 2x2 max-pool.
func (b *builder) vgg16() {
	b.add(Layer{Name: "input_layer", Kind: Input})
	for i, block := range []struct{ convs, filters int }{{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}} {
		for j := 1; j <= block.convs; j++ {
			b.add(Layer{Name: fmt.Sprintf("block%d_conv%d", i+1, j), Kind: Conv, Units: block.filters, Kernel: 3, Stride: 1,
				Same: true, Activation: "relu"})
		}
		b.add(Layer{Name: fmt.Sprintf("block%d_pool", i+1), Kind: MaxPool, Kernel: 2, Stride: 2})
	}
}
