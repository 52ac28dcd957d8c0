package bench

import "github.com/finetune-go/ft/ftlib/network"

// work is the matrix work of one image in FLOP, a multiplication and an addition being two. It is that of direct
// convolutions, so that an algorithm with fewer multiplications shows as a higher rate.
type work struct {
	prefix float64 // forward, below the cut
	suffix float64 // forward, from the cut on
	step   float64 // suffix forward and backward
}

func workOf(m *network.Model, mask network.Mask, cut network.Cut) (w work) {
	learns := make([]bool, len(m.Layers)) // the layer, or one below it, has trained weights
	for i, l := range m.Layers {
		forward := flop(l)
		below := false
		for _, in := range l.Inputs {
			below = below || learns[m.Index(in)]
		}
		trained := mask[i] && len(l.Params) > 0
		learns[i] = trained || below
		if !cut.Suffix[i] {
			w.prefix += forward
			continue
		}
		w.suffix += forward
		w.step += forward
		if trained { // gradient of the kernel
			w.step += forward
		}
		if below { // gradient of the input
			w.step += forward
		}
	}
	return w
}

// flop is the matrix work of one layer, forward.
func flop(l network.Layer) float64 {
	switch l.Kind {
	case network.Conv, network.Dense:
		n := 2.0 * float64(l.Params[0].Size())
		for _, side := range l.Output[:len(l.Output)-1] {
			n *= float64(side)
		}
		return n
	}
	return 0
}
