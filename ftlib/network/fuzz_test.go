package network

import "testing"

// FuzzSpecs reads heads and what is to be trained as people write them: an error, or layers and a mask that fit.
func FuzzSpecs(f *testing.F) {
	f.Add("flatten,128,128", "block5_*,fc1")
	f.Add("avg,512,drop0.5", "conv5_block3*,head")
	f.Add("none", "6")
	f.Fuzz(func(t *testing.T, head, trainable string) {
		for _, name := range Names() {
			m, err := New(name, 224, head, 4)
			if err != nil {
				continue
			}
			mask, err := m.ParseMask(trainable)
			if err != nil {
				continue
			}
			if len(mask) != len(m.Layers) {
				t.Errorf("%q of %q: %d marks for %d layers", trainable, head, len(mask), len(m.Layers))
			}
			m.Parameters(mask)
			m.Cut(mask)
		}
	})
}
