package network

import (
	"slices"
	"testing"
)

// TestCut checks where prefixes end: below what is trained, and always below the weights of the head.
func TestCut(t *testing.T) {
	for _, c := range []struct {
		model, head, mask string
		boundary          []string
	}{
		{"vgg16", "", "3", []string{"flatten"}},
		{"vgg16", "", "1", []string{"flatten"}},
		{"vgg16", "", "none", []string{"flatten"}},
		{"vgg16", "", "8", []string{"block4_pool"}},
		{"vgg16", "", "all", []string{"input_layer"}},
		{"resnet50", "", "6", []string{"avg_pool"}},
		{"resnet50", "drop0.5,16", "output", []string{"avg_pool"}},
		{"resnet50", "none", "none", []string{"avg_pool"}},
		{"resnet50", "", "conv5_block1_2_conv", []string{"conv5_block1_1_relu", "conv5_block1_0_bn"}},
		{"resnet50", "", "all", []string{"conv1_pad"}},
	} {
		m, err := New(c.model, 64, c.head, 4)
		if err != nil {
			t.Fatal(err)
		}
		mask, err := m.ParseMask(c.mask)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Cut(mask).Boundary; !slices.Equal(got, c.boundary) {
			t.Errorf("%s %s, %s trained: the prefix ends at %q, should at %q", c.model, c.head, c.mask, got, c.boundary)
		}
	}
}
