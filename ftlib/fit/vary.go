package fit

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/finetune-go/ft/ftlib/augment"
	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/machine"
)

// maxCopies is far more variants of an image than fit in memory.
const maxCopies = 1000

// augmentation reads how images are varied; nil where they are not.
func augmentation(given, c run.Config) (augment.Pipeline, error) {
	if c.Augment == "" {
		if given.AugmentCopies != 0 {
			return nil, fmt.Errorf("copies without augmentation: say how images are varied, such as flip,rotation=0.1")
		}
		if given.Seeds.Augment != 0 {
			return nil, fmt.Errorf("a seed without augmentation: say how images are varied, such as flip,rotation=0.1")
		}
		return nil, nil
	}
	if n := c.AugmentCopies; n < run.Live || n > maxCopies {
		return nil, fmt.Errorf("%s augmented copies: give from 1 to %d, or 0 for fresh ones in each epoch", n, maxCopies)
	}
	return augment.Parse(c.Augment)
}

// varied is how the training images of a run are varied. Variants are rows of features behind those of the images, so
// that nothing but the rows of an epoch knows of them.
type varied struct {
	pipeline augment.Pipeline
	seed     uint32
	images   int
	copies   int         // variants of each image, in the rows; 0 of live ones
	place    map[int]int // of an image among those of which there are copies

	// Of live ones: a row for each training image, written anew in each epoch.
	pixels   *dataset.Pixels
	prefix   *frozen.Prefix
	features *Features
	side     int
}

// copied are the images of which copies are made: those trained on, and with folds all, so that all folds share them.
func (j *job) copied(setup *Setup) []int {
	if setup.Config.Split.Folds == 0 {
		return j.Train
	}
	all := make([]int, len(j.data.Labels))
	for i := range all {
		all[i] = i
	}
	return all
}

// vary gets the variants of the training images ready: the features with their rows, and the class of each row.
func (j *job) vary(ctx context.Context, s *Session, setup *Setup, set *weights.Set, f *Features) (*Features, []int,
	error) {
	c, n := setup.Config, len(j.data.Labels)
	v := &varied{pipeline: setup.Augment, seed: c.Seeds.Augment, images: n, side: c.Image.Size}
	labels := slices.Clone(j.data.Labels)
	if c.AugmentCopies > 0 {
		v.copies, v.place, j.varied = int(c.AugmentCopies), map[int]int{}, v
		for range v.copies {
			for k, image := range j.copied(setup) {
				v.place[image] = k
				labels = append(labels, j.data.Labels[image])
			}
		}
		return f, labels, nil
	}
	need := int64(0)
	for _, data := range f.Data {
		need += 4 * int64(len(data)/f.Rows) * int64(n+len(j.Train))
	}
	if memory := machine.TotalMemory(); memory > 0 && need > memory/4*3 {
		f.Close()
		return nil, nil, fmt.Errorf("%w: fresh variants of %d images take %.1f GB at this cut: take augmented copies, "+
			"which lie on the disk",
			backend.ErrMemory, len(j.Train), float64(need)/1e9)
	}
	v.features = f.WithCapacity(len(j.Train))
	var err error
	if v.pixels, err = s.Pixels(ctx, c.Data, c.Image); err == nil {
		v.prefix, err = frozen.Open(frozen.Request{Backend: s.Backend, Model: setup.Model, Cut: setup.Cut, Weights: set},
			LayerBatch)
	}
	if err != nil {
		return nil, nil, err
	}
	j.varied = v
	some := j.Train[:min(len(j.Train), LayerBatch)]
	var took time.Duration
	for range 2 { // the first one may compile
		start := time.Now()
		if err := v.refresh(ctx, some, 1, true); err != nil {
			v.close()
			return nil, nil, err
		}
		took = time.Since(start)
	}
	progress.Infof(s.Progress, "augmenting live: in each epoch %d fresh variants go through the frozen prefix, which "+
		"takes about %.3g s; augmented copies are put through once",
		len(j.Train), took.Seconds()/float64(len(some))*float64(len(j.Train)))
	for _, i := range j.Train {
		labels = append(labels, j.data.Labels[i])
	}
	return v.features, labels, nil
}

// shuffled is an epoch of the training images, varied where they are to be. Making fresh variants is abandoned when ctx
// ends, where that is allowed.
func (j *job) shuffled(ctx context.Context, epoch int, giveUp bool) (*Epoch, error) {
	rows := j.Train
	if v := j.varied; v != nil {
		if v.copies == 0 {
			if err := v.refresh(ctx, j.Train, epoch, giveUp); err != nil {
				return nil, err
			}
		}
		rows = v.rows(j.Train, epoch)
	}
	return j.trainer.Shuffled(rows, j.record.Config.Seeds, epoch), nil
}

// rows are those that stand for the training images in an epoch: a function of (seed, epoch, image).
func (v *varied) rows(train []int, epoch int) []int {
	out := make([]int, len(train))
	for k, image := range train {
		if v.copies == 0 {
			out[k] = v.images + k
			continue
		}
		r := rand.New(rand.NewPCG(uint64(v.seed), uint64(epoch)<<32|uint64(image)))
		out[k] = image
		if variant := r.IntN(1 + v.copies); variant > 0 {
			out[k] = v.images + (variant-1)*len(v.place) + v.place[image]
		}
	}
	return out
}

// refresh puts fresh variants of the training images through the prefix.
func (v *varied) refresh(ctx context.Context, train []int, epoch int, giveUp bool) error {
	size := v.side * v.side * 3
	pixels := make([]byte, LayerBatch*size)
	for first := 0; first < len(train); first += LayerBatch {
		if giveUp && ctx.Err() != nil {
			return ctx.Err()
		}
		some := train[first:min(len(train), first+LayerBatch)]
		var wait sync.WaitGroup
		for k, image := range some {
			wait.Go(func() {
				v.pipeline.Variant(pixels[k*size:][:size], v.pixels.At(image), v.side, v.seed, epoch, image)
			})
		}
		wait.Wait()
		values, err := v.prefix.Run(pixels, len(some))
		if err != nil {
			return err
		}
		for i, data := range v.features.Data {
			copy(data[(v.images+first)*(len(data)/v.features.Rows):], values[i])
		}
	}
	return nil
}

func (v *varied) close() {
	if v != nil && v.prefix != nil {
		v.prefix.Close()
	}
}
