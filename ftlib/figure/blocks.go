package figure

import (
	"strings"

	"github.com/finetune-go/ft/ftlib/network"
)

// Block is one bar of an architecture figure: a layer, or a block of layers that is never cut in its middle.
type Block struct {
	Name     string
	Entries  int // entries of the layer table, which "N trainable layers" counts
	Params   int
	Side     int // height and width of the output; 0 for a vector
	Channels int // channels of the output, or its length
}

// Blocks reads the bars of a network's figure from its layer table: VGG16 layer by layer, ResNet50's residual blocks as
// one bar each.
func Blocks(m *network.Model) []Block {
	var blocks []Block
	for i, l := range m.Layers {
		name := l.Name
		if i < m.Base {
			name = blockName(m.Name, l.Name)
		}
		if len(blocks) == 0 || blocks[len(blocks)-1].Name != name {
			blocks = append(blocks, Block{Name: name})
		}
		b := &blocks[len(blocks)-1]
		b.Entries++
		for _, p := range l.Params {
			b.Params += p.Size()
		}
		b.Side, b.Channels = 0, l.Output[len(l.Output)-1]
		if len(l.Output) == 3 {
			b.Side = l.Output[0]
		}
	}
	return blocks
}

// blockName is the bar a layer of the base belongs to: conv5_block3_2_bn to conv5_block3, conv1_pad to conv1.
func blockName(model, layer string) string {
	if model != "resnet50" {
		return layer
	}
	parts := strings.Split(layer, "_")
	if len(parts) > 2 && strings.HasPrefix(parts[1], "block") {
		return parts[0] + "_" + parts[1]
	}
	return parts[0]
}
