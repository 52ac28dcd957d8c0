package predict

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
)

// TestOfARunFromAnother checks that what an earlier run has trained, and a later one has not, is in the later one's
// network.
func TestOfARunFromAnother(t *testing.T) {
	ctx := context.Background()
	b, err := backend.Open(ctx, backend.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &fit.Session{Backend: b, Catalog: fit.Catalog{Data: drawn.Data}}
	defer s.Close()
	first, second := filepath.Join(t.TempDir(), "first"), filepath.Join(t.TempDir(), "second")
	c := run.Config{Model: "resnet50", Head: "avg,16", Trainable: "conv5_block3_3_bn,head", Weights: "random",
		Data: drawn.Name, Image: run.Image{Size: 32}, Epochs: 2}
	if _, err := s.Run(ctx, c, fit.Options{Dir: first}); err != nil {
		t.Fatal(err)
	}
	if c, err = fit.From(first); err != nil {
		t.Fatal(err)
	}
	c.Trainable, c.Seeds.Init = "output", 77
	r, err := s.Run(ctx, c, fit.Options{Dir: second})
	if err != nil {
		t.Fatal(err)
	}
	for _, read := range []func() (*Source, error){func() (*Source, error) { return Run(second) },
		func() (*Source, error) { return File(filepath.Join(second, fit.ModelFile)) }} {
		source, err := read()
		if err != nil {
			t.Fatal(err)
		}
		p, err := New(ctx, s, source, 4)
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.Images(ctx, drawn.Name)
		if err != nil {
			t.Fatal(err)
		}
		var files []string
		for _, one := range r.Result.Predictions[:4] {
			files = append(files, filepath.Join(d.Root, filepath.FromSlash(one.File)))
		}
		pixels, _, err := dataset.LoadImages(ctx, files, 32, "nearest")
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Pixels(pixels)
		if err != nil {
			t.Fatal(err)
		}
		for i, one := range r.Result.Predictions[:4] {
			if loss := -math.Log(float64(got[i][one.Class])); math.Abs(loss-one.Loss) > 1e-4*max(1, one.Loss) {
				t.Errorf("%s has loss %g, its run says %g", one.File, loss, one.Loss)
			}
		}
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				for range 5 {
					one, err := p.Pixels(pixels[i*32*32*3:][:32*32*3])
					if err != nil || !slices.Equal(one[0], got[i]) {
						t.Errorf("image %d among others: %v, %v, alone %v", i, one, err, got[i])
					}
				}
			})
		}
		all.Wait()
		p.Close()
		p.Close()
		_, e1 := p.Pixels(pixels)
		_, e2 := p.Features(pixels)
		if !errors.Is(e1, ErrClosed) || !errors.Is(e2, ErrClosed) {
			t.Errorf("closed: %v, %v", e1, e2)
		}
	}
}
