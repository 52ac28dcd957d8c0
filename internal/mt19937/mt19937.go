// Package mt19937 draws the random numbers of numpy.random.RandomState.
package mt19937

const (
	stateSize  = 624
	shiftSize  = 397
	upperMask  = 0x80000000
	lowerMask  = 0x7fffffff
	matrixMask = 0x9908b0df
)

// Generator is the Mersenne Twister MT19937 as numpy.random.RandomState(seed) runs it
// (Matsumoto and Nishimura 1998; seeding is their init_genrand, NumPy's _legacy_seeding).
type Generator struct {
	state [stateSize]uint32
	next  int // index of the next unused word of state
}

// New returns RandomState(seed).
func New(seed uint32) *Generator {
	g := &Generator{next: stateSize}
	g.state[0] = seed
	for i := 1; i < stateSize; i++ {
		prev := g.state[i-1]
		g.state[i] = 1812433253*(prev^prev>>30) + uint32(i)
	}
	return g
}

// Uint32 draws the next 32 bits.
func (g *Generator) Uint32() uint32 {
	if g.next == stateSize {
		g.refill()
	}
	y := g.state[g.next]
	g.next++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

func (g *Generator) refill() {
	for i := range g.state {
		y := g.state[i]&upperMask | g.state[(i+1)%stateSize]&lowerMask
		v := g.state[(i+shiftSize)%stateSize] ^ y>>1
		if y&1 != 0 {
			v ^= matrixMask
		}
		g.state[i] = v
	}
	g.next = 0
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
