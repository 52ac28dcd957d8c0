package network

import "fmt"

// BatchNormEpsilon is added to the variance in every batch norm of Keras' ResNet50 (keras/src/applications/resnet.py);
// the TF.js export of the same weights says 1e-3, which is not what the weights were trained with.
const BatchNormEpsilon = 1.001e-5

// BatchNormMomentum is the share of a moving statistic that one training step keeps: Keras' default.
const BatchNormMomentum = 0.99

// resnet50 appends Keras' ResNet50 v1 without its top (keras/src/applications/resnet.py): a padded 7x7/2 stem and four
// stages of bottleneck blocks, the stride of a stage in its first 1x1 convolution, every convolution with a bias.
func (b *builder) resnet50() {
	b.add(Layer{Name: "input_layer", Kind: Input})
	b.add(Layer{Name: "conv1_pad", Kind: Pad, Padding: 3})
	b.add(Layer{Name: "conv1_conv", Kind: Conv, Units: 64, Kernel: 7, Stride: 2})
	b.add(Layer{Name: "conv1_bn", Kind: BatchNorm})
	b.add(Layer{Name: "conv1_relu", Kind: ReLU})
	b.add(Layer{Name: "pool1_pad", Kind: Pad, Padding: 1})
	b.add(Layer{Name: "pool1_pool", Kind: MaxPool, Kernel: 3, Stride: 2})
	for i, stage := range []struct{ blocks, filters, stride int }{{3, 64, 1}, {4, 128, 2}, {6, 256, 2}, {3, 512, 2}} {
		for j := 1; j <= stage.blocks; j++ {
			stride := 1
			if j == 1 {
				stride = stage.stride
			}
			b.bottleneck(fmt.Sprintf("conv%d_block%d", i+2, j), stage.filters, stride, j == 1)
		}
	}
}

// bottleneck appends one residual block. With a shortcut convolution, Keras' order by depth puts 0_conv before 3_conv
// and 0_bn before 3_bn.
func (b *builder) bottleneck(name string, filters, stride int, shortcut bool) {
	in := b.last
	conv := func(n int, from string, units, kernel, stride int) string {
		return b.add(Layer{Name: fmt.Sprintf("%s_%d_conv", name, n), Kind: Conv, Inputs: []string{from}, Units: units,
			Kernel: kernel, Stride: stride, Same: kernel > 1})
	}
	bn := func(n int, from string) string {
		return b.add(Layer{Name: fmt.Sprintf("%s_%d_bn", name, n), Kind: BatchNorm, Inputs: []string{from}})
	}
	relu := func(n int) string { return b.add(Layer{Name: fmt.Sprintf("%s_%d_relu", name, n), Kind: ReLU}) }
	bn(1, conv(1, in, filters, 1, stride))
	bn(2, conv(2, relu(1), filters, 3, 1))
	inner := relu(2)
	side := in
	if shortcut {
		c0 := conv(0, in, 4*filters, 1, stride)
		c3 := conv(3, inner, 4*filters, 1, 1)
		side = bn(0, c0)
		bn(3, c3)
	} else {
		bn(3, conv(3, inner, 4*filters, 1, 1))
	}
	b.add(Layer{Name: name + "_add", Kind: Add, Inputs: []string{side, b.last}})
	b.add(Layer{Name: name + "_out", Kind: ReLU})
}
