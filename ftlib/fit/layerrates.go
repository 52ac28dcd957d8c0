package fit

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/network"
)

// layerRates reads what the learning rates of layers are multiplied by, such as "conv5_block1=0.1,head=2"; of two for
// one layer the later counts. Nil are all 1.
func layerRates(m *network.Model, mask network.Mask, text string) ([]float64, error) {
	if text == "" {
		return nil, nil
	}
	all := slices.Repeat([]float64{1}, len(m.Layers))
	for word := range strings.SplitSeq(text, ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(word), "=")
		v, err := strconv.ParseFloat(number, 64)
		if single := float64(float32(v)); err != nil || !(single > 0) || math.IsInf(single, 0) {
			return nil, fmt.Errorf("layer rate %q: give layers and a factor above 0, such as conv5_block1=0.1", word)
		}
		layers, err := m.ParseMask(name)
		if err != nil {
			return nil, fmt.Errorf("layer rate %q: %w", word, err)
		}
		trained := false
		for i, marked := range layers {
			if marked {
				all[i] = v
				trained = trained || mask[i] && len(m.Layers[i].Params) > 0
			}
		}
		if !trained {
			return nil, fmt.Errorf("layer rate %q: none of these layers is trained", word)
		}
	}
	return all, nil
}
