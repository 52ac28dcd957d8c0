// Package mt19937 draws the random numbers of numpy.random.RandomState.
package mt19937

import "gonum.org/v1/gonum/mathext/prng"

// Generator is numpy.random.RandomState(seed): the Mersenne Twister with the seeding of its authors (Matsumoto and
// Nishimura 1998, NumPy's _legacy_seeding).
type Generator struct{ prng.MT19937 }

// New returns RandomState(seed).
func New(seed uint32) *Generator {
	g := &Generator{}
	g.Seed(uint64(seed))
	return g
}

// Interval draws a number in [0, max], both ends included: NumPy's random_interval, which masks the draw with the
// smallest 2^k - 1 that is at least max and rejects what is larger. max = 0 draws nothing.
func (g *Generator) Interval(max uint32) uint32 {
	if max == 0 {
		return 0
	}
	mask := max
	for shift := 1; shift < 32; shift <<= 1 {
		mask |= mask >> shift
	}
	for {
		if v := g.Uint32() & mask; v <= max {
			return v
		}
	}
}

// Shuffle permutes s in place as RandomState.shuffle does: from the last item down, each is swapped with one at or
// before it.
func (g *Generator) Shuffle(s []int) {
	for i := len(s) - 1; i > 0; i-- {
		j := g.Interval(uint32(i))
		s[i], s[j] = s[j], s[i]
	}
}
