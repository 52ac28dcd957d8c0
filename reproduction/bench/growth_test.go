package bench

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
)

// BenchmarkGrowth does all of a run, from the files of images to its result, for a data set, four copies of it and
// sixteen: time and disk should grow as the images do, memory hardly. The images are small and the network is drawn.
func BenchmarkGrowth(b *testing.B) {
	ctx := context.Background()
	be, err := backend.Open(ctx, backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		b.Fatal(err)
	}
	demo, err := drawn.Open(ctx, progress.To(os.Stderr))
	if err != nil {
		b.Fatal(err)
	}
	for _, copies := range []int{1, 4, 16} {
		b.Run(fmt.Sprintf("%dx", copies), func(b *testing.B) {
			images := b.TempDir()
			n := 0
			for i, file := range demo.Files {
				data, err := os.ReadFile(filepath.Join(demo.Root, filepath.FromSlash(file)))
				if err != nil {
					b.Fatal(err)
				}
				dir := filepath.Join(images, demo.Classes[demo.Labels[i]])
				if err := os.MkdirAll(dir, 0o755); err != nil {
					b.Fatal(err)
				}
				for c := range copies {
					n++
					if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d-%s", c, filepath.Base(file))), data, 0o644); err != nil {
						b.Fatal(err)
					}
				}
			}
			var disk, memory int64
			for b.Loop() {
				b.StopTimer()
				cache := b.TempDir()
				b.Setenv("FT_CACHE", cache)
				peak := watchMemory()
				b.StartTimer()
				s := &fit.Session{Backend: be}
				_, err := s.Run(ctx, run.Config{Model: "vgg16", Head: "flatten,32", Trainable: "fc1,output", Weights: "random",
					Data:  images,
					Image: run.Image{Size: 32, Interpolation: "nearest"}, Split: run.Split{Kind: "holdout", TestSize: 0.2},
					Optimizer: run.Optimizer{Name: "adam"}, Batch: 16, Epochs: 2}, fit.Options{Dir: filepath.Join(cache, "run")})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				disk, memory = size(b, cache), max(memory, peak.Stop())
				b.StartTimer()
			}
			b.ReportMetric(float64(n), "images")
			b.ReportMetric(float64(disk)/(1<<20), "MiB-disk")
			b.ReportMetric(float64(memory)/(1<<20), "MiB-peak")
		})
	}
}

// size is that of all files below dir in bytes.
func size(b *testing.B, dir string) (n int64) {
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			info, e := d.Info()
			if e != nil {
				return e
			}
			n += info.Size()
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}
