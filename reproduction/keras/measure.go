//go:build cgo

package main

import (
	"context"
	_ "embed"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/reproduction/peer"
)

//go:embed job.py
var script string

// measurer is what measurements share.
type measurer struct {
	backend *backend.Backend
	watch   progress.Observer
	folder  string // of the images
	weights string // file
}

// keras measures one way of Keras, in a process of its own. Its libraries are loaded before the clock starts.
func (m measurer) keras(ctx context.Context, way string, seed uint32, versions *map[string]string) (
	measurement, error) {
	r := begin("keras", way, seed)
	program := peer.Program{Name: "keras", Packages: peer.Keras, Script: script}
	p, err := program.Start(ctx, m.watch)
	if err != nil {
		return r, err
	}
	defer p.Close()
	if _, err := p.Ask("versions", nil, versions); err != nil {
		return r, err
	}
	var answer struct {
		Epochs    int
		Test      run.Score
		Processor float64
	}
	r.Seconds, err = p.Ask(theirs[way].function, order(way, m.folder, m.weights, seed), &answer)
	r.Epochs, r.Test, r.Processor = answer.Epochs, answer.Test, answer.Processor
	return r, err
}

// ft measures one way of ours, with empty caches and then with what that has left in them. XLA is loaded before the
// clock starts.
func (m measurer) ft(ctx context.Context, way string, seed uint32) (r measurement, err error) {
	r = begin("ft", way, seed)
	dir, remove, err := fetch.Scratch("ft-keras-")
	if err != nil {
		return r, err
	}
	defer remove()
	back, err := emptyCache(dir)
	if err != nil {
		return r, err
	}
	defer back()
	for i, seconds := range []*float64{&r.Seconds, &r.Warm} {
		start, processor := time.Now(), processorSeconds()
		all := members(way, m.folder, filepath.Join(dir, "runs", []string{"empty", "filled"}[i]), seed)
		if r.Epochs, r.Test, err = m.train(ctx, all); err != nil {
			return r, err
		}
		*seconds = time.Since(start).Seconds()
		if i == 0 {
			r.Processor = processorSeconds() - processor
		}
	}
	return r, nil
}

// train returns the epochs of all runs, which follow each other, and the score of the last.
func (m measurer) train(ctx context.Context, all []fit.Member) (epochs int, test run.Score, err error) {
	session := &fit.Session{Backend: m.backend, Progress: m.watch}
	defer session.Close()
	runs, err := session.RunAll(ctx, all, fit.Options{})
	for _, r := range runs {
		epochs, test = epochs+r.Result.Epochs, r.Result.Test
	}
	return epochs, test, err
}

// emptyCache has this process use an empty cache in a folder, but for weights, which are not a part of the comparison.
func emptyCache(dir string) (back func(), err error) {
	weights, err := fetch.CacheDir("weights")
	if err != nil {
		return nil, err
	}
	cache := filepath.Join(dir, "cache")
	if err := os.Mkdir(cache, 0o755); err != nil {
		return nil, err
	}
	if err := os.Symlink(weights, filepath.Join(cache, "weights")); err != nil {
		return nil, err
	}
	const variable = "FT_CACHE"
	before, set := os.LookupEnv(variable)
	os.Setenv(variable, cache) //nolint:errcheck // the name is one
	return func() {
		if os.Setenv(variable, before); !set { //nolint:errcheck // likewise
			os.Unsetenv(variable) //nolint:errcheck // likewise
		}
	}, nil
}

// processorSeconds is the time that processors have worked for this process: what else the machine does adds little.
func processorSeconds() float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano()).Seconds()
}
