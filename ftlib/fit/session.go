package fit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Session keeps what several runs share: the backend, the open data set and the weights. It is not safe for concurrent
// use.
type Session struct {
	Catalog
	Backend  *backend.Backend
	Strict   bool              // a damaged image is an error
	Progress progress.Observer // nil is silent

	// SaveEvery is the least time between two saved states: a killed run repeats at most that much. 0 is ten seconds;
	// less than 0 saves after every epoch.
	SaveEvery time.Duration

	data   map[opened]*dataset.Dataset
	pixels map[run.Image]*dataset.Pixels
	from   string // data of pixels
	sets   map[string]*weights.Set
	random *weights.Set // the last one drawn
	drawn  string       // network and seed of random
}

// opened names an open data set.
type opened struct {
	name string
	exif bool
}

// Images opens the images that a configuration names, by the catalog or as a folder.
func (s *Session) Images(ctx context.Context, name string) (*dataset.Dataset, error) {
	return s.ImagesAs(ctx, name, run.Image{})
}

// ImagesAs is Images for what Pixels will be asked for: a folder is then decoded once, for both.
func (s *Session) ImagesAs(ctx context.Context, name string, image run.Image) (*dataset.Dataset, error) {
	key := opened{name, image.Exif}
	if d := s.data[key]; d != nil {
		return d, nil
	}
	var d *dataset.Dataset
	var err error
	if open := s.Data[name]; open != nil {
		if d, err = open(ctx, s.Progress); err == nil {
			d.Exif = image.Exif
		}
	} else if name == "" { // which would be the working directory
		return nil, errors.New("no images are named: give a folder, or data that the catalog knows")
	} else {
		d, err = dataset.OpenContext(ctx, name, dataset.Options{Strict: s.Strict, Exif: image.Exif, Size: image.Size,
			Interpolation: image.Interpolation, Progress: s.Progress})
	}
	if err != nil {
		return nil, err
	}
	if s.data == nil {
		s.data = map[opened]*dataset.Dataset{}
	}
	s.data[key] = d
	return d, nil
}

// Pixels decodes the images, or takes them from the cache.
func (s *Session) Pixels(ctx context.Context, name string, image run.Image) (*dataset.Pixels, error) {
	if p := s.pixels[image]; p != nil && s.from == name {
		return p, nil
	}
	d, err := s.ImagesAs(ctx, name, image)
	if err != nil {
		return nil, err
	}
	p, err := d.Pixels(ctx, image.Size, image.Interpolation, s.Progress)
	if err != nil {
		return nil, err
	}
	for _, old := range s.pixels {
		old.Close()
	}
	s.pixels, s.from = map[run.Image]*dataset.Pixels{image: p}, name
	return p, nil
}

// Weights loads the weights of a network's base; "random" draws them from the seed.
func (s *Session) Weights(ctx context.Context, m *network.Model, source string, seed uint32) (*weights.Set, error) {
	key := fmt.Sprint(m.Name, " ", source)
	if source == "random" {
		if drawn := fmt.Sprint(m.Name, seed); s.random == nil || s.drawn != drawn {
			s.random, s.drawn = randomBase(m, seed), drawn
		}
		return s.random, nil
	}
	if set := s.sets[key]; set != nil {
		return set, nil
	}
	set, err := weights.Load(ctx, m.Name, source, s.Progress)
	if err != nil {
		return nil, err
	}
	if s.sets == nil {
		s.sets = map[string]*weights.Set{}
	}
	s.sets[key] = set
	return set, nil
}

// Features computes, or takes from the cache, the values at the cut of a setup.
func (s *Session) Features(ctx context.Context, setup *Setup, set *weights.Set) (*Features, error) {
	return s.features(ctx, setup, set, nil)
}

// features are those of all images, then of the first variants of some, then of the second ones, and so on.
func (s *Session) features(ctx context.Context, setup *Setup, set *weights.Set, varied []int) (*Features, error) {
	name, image := setup.Config.Data, setup.Config.Image
	d, err := s.ImagesAs(ctx, name, image)
	if err != nil {
		return nil, err
	}
	key, err := d.PixelsDigest(ctx, image.Size, image.Interpolation)
	if err != nil {
		return nil, err
	}
	var p *dataset.Pixels
	load := func() (data []byte, err error) {
		if p, err = s.Pixels(ctx, name, image); err != nil {
			return nil, err
		}
		if key == "" {
			key = p.Digest
		}
		if key != p.Digest { // which names the prefix
			return nil, fmt.Errorf("the cached pixels of %s were damaged and are decoded again: start the run again", name)
		}
		return p.Data, nil
	}
	if key == "" {
		if _, err := load(); err != nil {
			return nil, err
		}
	}
	r := frozen.Request{Backend: s.Backend, Model: setup.Model, Cut: setup.Cut, Weights: set,
		Load: load, Images: len(d.Files), Key: key, Progress: s.Progress}
	if copies := setup.Config.AugmentCopies; copies > 0 && len(varied) > 0 {
		pipeline, seed := setup.Augment, setup.Config.Seeds.Augment
		images := r
		r.Known = func() (*Features, error) { return frozen.Ensure(ctx, images) }
		r.More = int(copies) * len(varied)
		r.Key += fmt.Sprintf(" %d variants of seed %d by %s of %x", copies, seed, pipeline,
			sha256.Sum256(fmt.Append(nil, varied)))
		r.Fill = func(dst []byte, more int) {
			image := varied[more%len(varied)]
			pipeline.Variant(dst, p.At(image), p.Size, seed, more/len(varied)+1, image)
		}
	}
	return frozen.Ensure(ctx, r)
}

// Close releases what the session holds, but not the backend, which is its caller's. Nothing that it returned may be
// used after it.
func (s *Session) Close() {
	for _, p := range s.pixels {
		p.Close()
	}
	s.data, s.pixels, s.sets, s.random = nil, nil, nil, nil
}
