package fit

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestAugment trains with variants, made once and live, on the kernels, on XLA and on folds; interrupted again and
// again it ends with the same bits, and variants of another seed give others.
func TestAugment(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	defer s.Close()
	base := small()
	base.Epochs, base.Split = 3, run.Split{Kind: "60/20/20"}
	base.Augment = "flip,crop,rotation=0.1,zoom=0.2,brightness=0.1"
	for name, change := range map[string]func(*run.Config){
		"copies":        func(c *run.Config) { c.AugmentCopies = 2 },
		"copies on XLA": func(c *run.Config) { c.AugmentCopies, c.Optimizer.Name = 2, "rmsprop" },
		"live":          func(c *run.Config) { c.AugmentCopies = run.Live },
		"live on XLA":   func(c *run.Config) { c.AugmentCopies, c.Optimizer.Name = run.Live, "rmsprop" },
		"copies, fold":  func(c *run.Config) { c.AugmentCopies, c.Split = 1, run.Split{Kind: "stratified", Fold: 3} },
		"live, fold": func(c *run.Config) {
			c.AugmentCopies, c.Split = run.Live,
				run.Split{Kind: "stratified", Fold: 3}
		},
		"live, all of it": func(c *run.Config) { c.AugmentCopies, c.Trainable, c.Epochs = run.Live, "conv5_block3,head", 2 },
	} {
		t.Run(name, func(t *testing.T) {
			c := base
			change(&c)
			if testing.Short() && name != "copies" && name != "live" {
				t.Skip("takes a while")
			}
			whole, dir := filepath.Join(t.TempDir(), "small"), filepath.Join(t.TempDir(), "small")
			r, err := s.Run(context.Background(), c, Options{Dir: whole})
			if err != nil {
				t.Fatal(err)
			}
			stops := 0
			for done := false; !done; {
				left := 24
				_, err := s.Run(countdown{context.Background(), &left, context.Canceled}, c, Options{Dir: dir, Resume: true})
				if done = err == nil; !done && !errors.Is(err, ErrStopped) && !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
				if stops++; stops > 50 {
					t.Fatal("gets no further")
				}
			}
			sameModel(t, whole, dir)
			if c.Seeds.Augment = 9; c.Trainable != base.Trainable {
				return
			}
			other, err := s.Run(context.Background(), c, Options{Dir: filepath.Join(t.TempDir(), "small")})
			if err != nil {
				t.Fatal(err)
			}
			if other.History[2] == r.History[2] {
				t.Error("variants of another seed give the same history")
			}
		})
	}
}

// TestVariantsOfFeatures checks that the rows behind the images are what the prefix makes of their variants, made once
// as live, and that the rows of an epoch are of the right images.
func TestVariantsOfFeatures(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for half a minute")
	}
	ctx := context.Background()
	s := Session{Catalog: demo, Backend: open(t)}
	defer s.Close()
	c := small()
	c.Augment, c.AugmentCopies, c.Split = "flip=both,rotation=0.2,contrast=0.3", 2, run.Split{Kind: "60/20/20"}
	once, err := s.prepare(ctx, &run.Run{Dir: "once", Config: c.WithDefaults()})
	if err != nil {
		t.Fatal(err)
	}
	defer once.close()
	c.AugmentCopies = run.Live
	live, err := s.prepare(ctx, &run.Run{Dir: "live", Config: c.WithDefaults()})
	if err != nil {
		t.Fatal(err)
	}
	defer live.close()
	f, g, n := once.trainer.features, live.trainer.features, len(once.data.Labels)
	if f.Rows != n+2*len(once.Train) || g.Rows != n+len(live.Train) {
		t.Fatalf("%d and %d rows of %d images", f.Rows, g.Rows, n)
	}
	if err := live.varied.refresh(ctx, live.Train, 2, false); err != nil {
		t.Fatal(err)
	}
	row := func(f *Features, i int) []float32 { size := len(f.Data[0]) / f.Rows; return f.Data[0][i*size:][:size] }
	p, err := s.Pixels(ctx, c.Data, c.WithDefaults().Image)
	if err != nil {
		t.Fatal(err)
	}
	set, err := s.Weights(ctx, live.trainer.Model, c.Weights, c.Seeds.Init)
	if err != nil {
		t.Fatal(err)
	}
	for k, image := range live.Train[:20] {
		pixels := make([]byte, 32*32*3)
		live.trainer.Augment.Variant(pixels, p.At(image), 32, 0, 2, image)
		want := anew(t, frozen.Request{Backend: s.Backend, Model: live.trainer.Model, Cut: live.trainer.Cut,
			Weights: set, Pixels: pixels}).Data
		for _, got := range [][]float32{row(f, n+len(once.Train)+k), row(g, n+k)} {
			for i := range got {
				if math.Abs(float64(got[i]-want[0][i])) > 1e-4 {
					t.Fatalf("image %d: a variant's feature is %g, want %g", image, got[i], want[0][i])
				}
			}
		}
		if slices.Equal(row(f, image), row(f, n+len(once.Train)+k)) || !slices.Equal(row(f, image), row(g, image)) {
			t.Errorf("image %d: its variant is itself, or it is not itself", image)
		}
	}
	taken := map[int]int{}
	for epoch := 1; epoch <= 30; epoch++ {
		for k, r := range once.varied.rows(once.Train, epoch) {
			variant := 0
			if r >= n {
				variant = 1 + (r-n)/len(once.Train)
			}
			if r < n && r != once.Train[k] || r >= n && (r-n)%len(once.Train) != k {
				t.Fatalf("row %d stands for image %d", r, once.Train[k])
			}
			taken[variant]++
		}
	}
	for variant, times := range taken {
		if share := float64(times) / float64(30*len(once.Train)); share < 0.3 || share > 0.37 || variant > 2 {
			t.Errorf("variant %d is taken %g of all times", variant, share)
		}
	}
}
