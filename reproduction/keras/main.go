//go:build cgo

// Command keras is a study: from a folder of one's own images to the accuracy on its test images, in Keras and in ft
// with the same options. It writes results/keras.json and the table in docs/keras.md, and goes on where it was stopped.
//
//	go run ./reproduction/keras
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/reproduction/document"
)

func main() {
	seeds := flag.Int("seeds", 1, "how often each is measured, with another seed each time")
	out := flag.String("out", "results/keras.json", "file of the result; one of another machine is replaced")
	page := flag.String("document", "docs/keras.md", "page whose table is replaced")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := study(ctx, *seeds, *out, *page); err != nil {
		fmt.Fprintln(os.Stderr, "keras:", err)
		os.Exit(1)
	}
}

func study(ctx context.Context, seeds int, out, page string) error {
	cache, err := fetch.CacheDir("keras")
	if err != nil {
		return err
	}
	if err := photos.Draw(cache); err != nil {
		return err
	}
	m := measurer{watch: progress.To(os.Stderr), folder: filepath.Join(cache, photos.Name)}
	if m.backend, err = backend.Open(ctx, backend.Options{Progress: m.watch}); err != nil {
		return err
	}
	defer m.backend.Close()
	if _, err = weights.Load(ctx, "resnet50", "imagenet", m.watch); err != nil { // fetches them
		return err
	}
	if m.weights, err = weights.CachePath("resnet50"); err != nil {
		return err
	}
	r, err := read(out, fit.Hardware(m.backend), fit.Versions(m.backend))
	if err != nil {
		return err
	}
	for seed := uint32(1); seed <= uint32(seeds); seed++ {
		for _, w := range rows {
			if err := r.measure(ctx, m, w, seed, out); err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
		}
	}
	return document.Replace(page, "keras", r.table())
}

// measure measures what a row lacks, one program after the other, and keeps each as soon as it is there.
func (r *result) measure(ctx context.Context, m measurer, w row, seed uint32, out string) error {
	keep := func(one measurement, err error) error {
		if err != nil {
			return err
		}
		r.Measurements = append(r.Measurements, one)
		return document.Record(out, r)
	}
	if !r.has("keras", w.keras, seed) {
		one, err := m.keras(ctx, w.keras, seed, &r.Versions)
		if err := keep(one, err); err != nil {
			return err
		}
	}
	if !r.has("ft", w.ft, seed) {
		return keep(m.ft(ctx, w.ft, seed))
	}
	return nil
}
