package network

// Cut divides a network into its frozen prefix, the layers whose values never change while the mask's layers are
// trained, and the suffix: the layers behind it.
type Cut struct {
	Boundary []string // layers of the prefix that the suffix reads, in table order: what is computed once and kept
	Suffix   []bool   // for each row of the table: computed anew in every step
}

// Cut finds the longest prefix that a mask leaves fixed. A layer belongs to it when it has no trained weights, is no
// active dropout and reads only layers of the prefix; marked layers without weights, such as a flatten, do belong. The
// head's weights, drawn anew with each seed, never do.
func (m *Model) Cut(mask Mask) Cut {
	c := Cut{Suffix: make([]bool, len(m.Layers))}
	for i, l := range m.Layers {
		c.Suffix[i] = len(l.Params) > 0 && (mask[i] || i >= m.Base) || l.Kind == Dropout && l.Rate > 0
		for _, in := range l.Inputs {
			c.Suffix[i] = c.Suffix[i] || c.Suffix[m.index[in]]
		}
	}
	c.Boundary = m.Reads(c.Suffix)
	return c
}

// Reads are the layers outside a suffix that the suffix reads, in table order.
func (m *Model) Reads(suffix []bool) (names []string) {
	read := map[string]bool{}
	for i, l := range m.Layers {
		if suffix[i] {
			for _, in := range l.Inputs {
				read[in] = !suffix[m.index[in]]
			}
		}
	}
	for _, l := range m.Layers {
		if read[l.Name] {
			names = append(names, l.Name)
		}
	}
	return names
}

// At returns the cut whose boundary is one named layer: what is computed to extract features there.
func (m *Model) At(layer string) Cut {
	c := Cut{Boundary: []string{layer}, Suffix: make([]bool, len(m.Layers))}
	for i := m.index[layer] + 1; i < len(m.Layers); i++ {
		c.Suffix[i] = true
	}
	return c
}

// needed marks the layers that have to be computed, from the given sources on, to get the targets.
func (m *Model) needed(sources map[string]bool, targets []string) []bool {
	need := make([]bool, len(m.Layers))
	for _, t := range targets {
		need[m.index[t]] = true
	}
	for i := len(m.Layers) - 1; i >= 0; i-- {
		if need[i] && !sources[m.Layers[i].Name] {
			for _, in := range m.Layers[i].Inputs {
				need[m.index[in]] = true
			}
		}
	}
	return need
}
