package fit

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// BenchmarkSuffix measures a step of suffixes from a head to three blocks, on the kernels and through XLA alone.
func BenchmarkSuffix(b *testing.B) {
	be := open(b)
	for _, row := range []struct {
		model     string
		trainable int
		optimizer string
	}{{"vgg16", 3, "adadelta"}, {"resnet50", 6, "adam"}, {"vgg16", 8, "adadelta"}, {"resnet50", 16, "adam"}, {"resnet50",
		26, "adam"},
		{"resnet50", 38, "adam"}} {
		for name, device := range map[string]string{"kernels": "xla:cpu", "xla": "xla"} {
			b.Run(fmt.Sprintf("%s-n%d/%s", row.model, row.trainable, name), func(b *testing.B) {
				other := *be
				other.Device = device
				c := run.Config{Model: row.model, Trainable: strconv.Itoa(row.trainable),
					Optimizer: run.Optimizer{Name: row.optimizer}}
				setup, err := Catalog{}.Resolve(c, 4)
				if err != nil {
					b.Fatal(err)
				}
				best := math.Inf(1)
				for b.Loop() {
					s, err := MeasureSpeed(b.Context(), &other, setup)
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
