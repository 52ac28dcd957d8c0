package frozen

import "testing"

// FuzzBatches reads lines of sums: what is read is what would be written.
func FuzzBatches(f *testing.F) {
	head := batchesHead("x")
	f.Add([]byte(head + batchLine([]uint32{1, 2}) + batchLine([]uint32{3, 4})))
	f.Fuzz(func(t *testing.T, text []byte) {
		lines, length := parseBatches(text, head, 2)
		again := head
		for _, sums := range lines {
			again += batchLine(sums)
		}
		if length > 0 && again != string(text[:length]) {
			t.Errorf("%q is read as %q", text[:length], again)
		}
	})
}
