//go:build cgo

// Command defaults is a study: how far what ft train does on its own is from the best of twenty settings drawn at
// random, on three sets of drawn images. It writes results/defaults.json and the table in docs/training.md, and goes on
// where it was interrupted.
//
//	go run ./reproduction/defaults
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/reproduction/document"
	"github.com/finetune-go/ft/reproduction/shapes"
)

// tries is how many settings are drawn for each set.
const tries = 20

func main() {
	folder := flag.String("folder", "", "where images and runs are kept; a folder of the cache when left out")
	out := flag.String("out", "results/defaults.json", "file of the result")
	page := flag.String("document", "docs/training.md", "page whose table is replaced")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := study(ctx, *folder, *out, *page); err != nil {
		fmt.Fprintln(os.Stderr, "defaults:", err)
		os.Exit(1)
	}
}

func study(ctx context.Context, folder, out, page string) error {
	if folder == "" {
		cache, err := fetch.CacheDir("defaults")
		if err != nil {
			return err
		}
		folder = cache
	}
	watch := progress.To(os.Stderr)
	b, err := backend.Open(ctx, backend.Options{Progress: watch})
	if err != nil {
		return err
	}
	defer b.Close()
	var all []result
	for _, s := range sets {
		if err := s.Draw(folder); err != nil {
			return err
		}
		session := &fit.Session{Backend: b, Progress: watch}
		r, err := compare(ctx, session, s, folder)
		session.Close()
		if err != nil {
			return err
		}
		all = append(all, r)
		if err := document.Record(out, all); err != nil {
			return err
		}
	}
	return document.Replace(page, "defaults", tableOf(all))
}

// compare trains by the defaults and by settings drawn at random, and evaluates all on the test images.
func compare(ctx context.Context, session *fit.Session, s shapes.Set, folder string) (r result, err error) {
	r.Set, r.Images = s.Name, s.Training()
	for i := range tries + 1 {
		c, name := run.ForImages("folders").ForCount(r.Images), "defaults"
		if i > 0 {
			c, name = draw(uint64(i)), fmt.Sprintf("random%02d", i)
		}
		c.Data = filepath.Join(folder, s.Name)
		record, err := session.Run(ctx, c, fit.Options{Dir: filepath.Join(folder, "runs", s.Name, name), Resume: true})
		if err != nil {
			return r, fmt.Errorf("%s, %s: %w", s.Name, name, err)
		}
		t := try{Name: name, Config: c, Test: record.Result.Test, Epochs: record.Result.Epochs,
			Seconds: record.Result.Seconds.Train}
		t.Config.Data = s.Name
		if i == 0 {
			r.Defaults = t
		} else {
			r.Random = append(r.Random, t)
		}
	}
	return r, nil
}

// draw draws settings as people choose them: rates from 1e-5 to 1e-1, heads without and with hidden layers, 10 to 50
// epochs of which the last or the best counts, now and then the last block of the base, for ten.
func draw(seed uint64) run.Config {
	r := rand.New(rand.NewPCG(seed, 7))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	c := run.Config{Split: run.Split{Kind: "folders"}, Seeds: run.Seeds{Split: 2, Shuffle: 1, Init: 1, Dropout: 1}}
	c.Optimizer = run.Optimizer{Name: pick("adam", "adam", "sgd", "rmsprop"),
		LearningRate: math.Pow(10, -5+4*r.Float64())}
	if c.Optimizer.Name == "sgd" {
		c.Optimizer.Momentum = 0.9
	}
	c.Head = pick("none", "avg,256", "avg,512,drop0.5", "avg,512,drop0.5,256,drop0.5")
	c.Batch = []int{16, 32, 64}[r.IntN(3)]
	c.Epochs = []int{10, 20, 50}[r.IntN(3)]
	if r.IntN(2) == 0 {
		c.EarlyStopping = run.EarlyStopping{Patience: 8, Monitor: "val_loss"}
	}
	c.Trainable = "head"
	if r.IntN(5) == 0 {
		c.Trainable, c.Epochs = "conv5_block3,head", 10
	}
	return c.WithDefaults()
}
