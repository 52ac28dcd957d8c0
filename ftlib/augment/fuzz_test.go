package augment

import (
	"slices"
	"testing"
)

// FuzzParse reads layers as people write them: an error, or a pipeline that is the same when it is written and read.
func FuzzParse(f *testing.F) {
	f.Add("flip,rotation=0.1,zoom=0.2,translation=0.1,crop=0.9,brightness=0.2,contrast=0.2")
	f.Add("flip=both,crop")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(p.String()); err != nil || !slices.Equal(again, p) {
			t.Errorf("%q is %v, and written and read %v: %v", text, p, again, err)
		}
		const size = 4
		p.Variant(make([]byte, size*size*3), make([]byte, size*size*3), size, 1, 1, 0)
	})
}
