package backend

import "testing"

// BenchmarkVerify verifies the packaged plugin, as each start does.
func BenchmarkVerify(b *testing.B) {
	path, err := packagedPlugin()
	if err != nil {
		b.Fatal(err)
	}
	if kept(path) != nil {
		b.Skip("the packaged plugin is not at hand")
	}
	for b.Loop() {
		if err := kept(path); err != nil {
			b.Fatal(err)
		}
	}
}
