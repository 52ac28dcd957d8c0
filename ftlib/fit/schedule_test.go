package fit

import (
	"math"
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestDropout holds the masks to Keras' Dropout, which drops a value with probability rate and multiplies the others by
// 1/(1-rate), so that the mean stays.
func TestDropout(t *testing.T) {
	const items, width, rate = 200, 512, 0.3
	layer := &network.Layer{Kind: network.Dropout, Rate: rate, Output: []int{width}}
	trainer := &Trainer{suffix: &suffix{drops: []*network.Layer{layer, layer}}}
	masks := trainer.keep(items, run.Seeds{Dropout: 5}, 1)
	if len(masks) != 2 || len(masks[0]) != items*width {
		t.Fatalf("%d masks, the first of %d values", len(masks), len(masks[0]))
	}
	kept := 0.
	for _, k := range masks[0] {
		if k > 1 {
			t.Fatalf("a mask has a %d", k)
		}
		kept += float64(k)
	}
	n := float64(items * width)
	if share := kept / n; !(math.Abs(share-(1-rate)) < 4*math.Sqrt(rate*(1-rate)/n)) {
		t.Errorf("%g of the values are kept at rate %g", share, rate)
	}
	drop := (&denseEngine{suffix: trainer.suffix, inputs: [][]int{{0}}}).dropped(&Epoch{keep: masks}, 0, items)[0][0]
	if drop.Scale != float32(1/(1-rate)) {
		t.Errorf("kept values are multiplied by %g", drop.Scale)
	}
	if !slices.Equal(drop.Keep, masks[0]) {
		t.Error("the kernels get another mask")
	}
	again, next := trainer.keep(items, run.Seeds{Dropout: 5}, 1), trainer.keep(items, run.Seeds{Dropout: 5}, 2)
	if !slices.Equal(masks[0], again[0]) {
		t.Error("one seed and epoch, two masks")
	}
	if slices.Equal(masks[0], masks[1]) || slices.Equal(masks[0], next[0]) || slices.Equal(masks[0],
		trainer.keep(items, run.Seeds{Dropout: 6}, 1)[0]) {
		t.Error("another layer, epoch or seed has the same mask")
	}
}
