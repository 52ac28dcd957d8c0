package fit

import (
	"math/rand/v2"

	"github.com/finetune-go/ft/ftlib/run"
)

// Shuffled uploads one epoch of the training images (1 is the first), its order and dropout drawn from the seeds.
func (t *Trainer) Shuffled(train []int, seeds run.Seeds, epoch int) *Epoch {
	return t.newEpoch(order(train, seeds, epoch), t.keep(len(train), seeds, epoch))
}

// order is the order of the training images in one epoch (1 is the first): a function of (seed, epoch) alone, so that
// a resumed epoch sees the same one.
func order(train []int, seeds run.Seeds, epoch int) []int32 {
	out := make([]int32, len(train))
	for i, t := range train {
		out[i] = int32(t)
	}
	r := rand.New(rand.NewPCG(uint64(seeds.Shuffle), uint64(epoch)))
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// keep draws the dropout masks of one epoch on the host, so that they do not depend on the backend's generator: for
// each active dropout layer 1 where a value is kept, 0 where it is dropped, as a function of (seed, epoch, layer).
func (t *Trainer) keep(items int, seeds run.Seeds, epoch int) [][]uint8 {
	masks := make([][]uint8, len(t.drops))
	for k, l := range t.drops {
		r := rand.New(rand.NewPCG(uint64(seeds.Dropout)<<32|uint64(k), uint64(epoch)))
		threshold := uint32(l.Rate * (1 << 32)) // a value is dropped with probability rate
		masks[k] = make([]uint8, items*l.Output[0])
		for i := range masks[k] {
			if r.Uint32() >= threshold {
				masks[k][i] = 1
			}
		}
	}
	return masks
}
