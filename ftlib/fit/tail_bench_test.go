package fit

import (
	"fmt"
	"math"
	"testing"

	"github.com/finetune-go/ft/reproduction/paper"
)

// BenchmarkTail measures a step of rows of the paper, on the kernels and through XLA alone.
func BenchmarkTail(b *testing.B) {
	be := open(b)
	for _, row := range []struct {
		model     string
		trainable int
	}{{"vgg16", 3}, {"resnet50", 6}, {"vgg16", 8}, {"resnet50", 16}, {"resnet50", 26}, {"resnet50", 38}} {
		for name, device := range map[string]string{"kernels": "xla:cpu", "xla": "xla"} {
			b.Run(fmt.Sprintf("%s-n%d/%s", row.model, row.trainable, name), func(b *testing.B) {
				other := *be
				other.Device = device
				best := math.Inf(1)
				for b.Loop() {
					s, err := MeasureSpeed(b.Context(), &other, paper.Config(row.model, row.trainable), 4)
					if err != nil {
						b.Fatal(err)
					}
					best = min(best, s.Step)
				}
				b.ReportMetric(1000*best, "ms/step")
			})
		}
	}
}
