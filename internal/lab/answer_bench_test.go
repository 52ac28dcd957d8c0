package lab

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkAnswer presses Run in the playground and waits for the first point of the curve and for the end, with the
// frozen prefix computed before: what a person waits for after a change of settings.
func BenchmarkAnswer(b *testing.B) {
	page := openPlayground(b, filepath.Join(b.TempDir(), "tries"))
	for _, try := range []struct {
		network, title string
		n              int
	}{{"resnet50", "ResNet50", 6}, {"vgg16", "VGG16", 3}} {
		page.set("network", try.network)
		page.set("trained layers N", fmt.Sprint(try.n))
		press := func(epochs int) {
			page.set("epochs", fmt.Sprint(epochs))
			page.press("Run")
		}
		end := func(epochs int) {
			page.text(4*time.Minute, fmt.Sprintf("%s, N = %d, %d epochs: loss", try.title, try.n, epochs))
		}
		press(1) // the prefix
		end(1)
		b.Run(fmt.Sprintf("%s-N%d", try.title, try.n), func(b *testing.B) {
			var first, all time.Duration
			for i := range b.N {
				epochs := 100 - i // each a try of its own, that the text tells apart
				began := time.Now()
				press(epochs)
				page.text(time.Minute, fmt.Sprintf("of %d: loss", epochs))
				first += time.Since(began)
				end(epochs)
				all += time.Since(began)
			}
			b.ReportMetric(first.Seconds()/float64(b.N), "s/first-point")
			b.ReportMetric(all.Seconds()/float64(b.N), "s/answer")
		})
	}
}
