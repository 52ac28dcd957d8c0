package weights

import "testing"

// BenchmarkLoad maps and verifies cached ImageNet weights, as each start does.
func BenchmarkLoad(b *testing.B) {
	for _, network := range []string{"resnet50", "vgg16"} {
		b.Run(network, func(b *testing.B) {
			for b.Loop() {
				if _, err := Load(b.Context(), network, "", nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
