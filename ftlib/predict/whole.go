package predict

import (
	"context"
	"fmt"
	"maps"
	"strconv"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
)

// Whole is the network with all of its weights: what was trained, on the base that it was trained on, which the session
// loads unless the file has it too. The session needs no backend.
func (s *Source) Whole(ctx context.Context, session *fit.Session) (*network.Model, *weights.Set, error) {
	c := s.Config
	m, err := network.New(c.Model, c.Image.Size, session.Head(c.Model, c.Head), len(s.Classes))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", s.Path, err)
	}
	all := &weights.Set{Network: m.Name, Source: s.Path, Tensors: map[string]weights.Tensor{}}
	if !s.hasBase(m) {
		base, err := session.Weights(ctx, m, c.Weights, c.Seeds.Init)
		if err != nil {
			return nil, nil, err
		}
		if s.Base != "" && base.Digest != s.Base {
			return nil, nil, fmt.Errorf("%s was trained on other weights (digest %.12s) than those of %q (%.12s): restore "+
				"them, or train the network again",
				s.Path, s.Base, c.Weights, base.Digest)
		}
		all.Tensors = maps.Clone(base.Tensors)
	}
	maps.Copy(all.Tensors, s.Trained)
	for _, l := range m.Layers {
		for _, q := range l.Params {
			if n := len(all.Tensors[q.Name].Data); n != q.Size() {
				return nil, nil, fmt.Errorf("%s: %s has %d values instead of %d: it is not the network that its description says",
					s.Path, q.Name, n, q.Size())
			}
		}
	}
	return m, all, nil
}

// hasBase says whether the file has all weights of the base, as exported ones do.
func (s *Source) hasBase(m *network.Model) bool {
	for _, l := range m.Layers[:m.Base] {
		for _, p := range l.Params {
			if s.Trained[p.Name].Data == nil {
				return false
			}
		}
	}
	return true
}

// describe reads what the metadata of a file of weights say of its network, classes and images.
func (s *Source) describe(meta map[string]string) error {
	size, err := strconv.Atoi(meta["image"])
	s.Classes = fit.ReadClasses(meta["classes"])
	if err != nil || meta["model"] == "" || len(s.Classes) == 0 {
		return fmt.Errorf("%s %w", s.Path, ErrUndescribed)
	}
	seed, _ := strconv.ParseUint(meta["seed"], 10, 32) // counts for weights that are drawn
	s.Config.Model, s.Config.Head, s.Config.Weights = meta["model"], meta["head"], meta["weights"]
	s.Config.Seeds.Init = uint32(seed)
	s.Config.Image.Size, s.Config.Image.Interpolation = size, meta["interpolation"]
	s.Config.Image.Exif = meta["exif"] == "true"
	s.Base, s.Sealed = meta["base"], weights.Sealed(meta)
	return nil
}

// Describe is what File reads again: the metadata of a file of weights, given the layers of the head.
func (s *Source) Describe(head string) map[string]string {
	return fit.Description(s.Config, head, s.Classes, s.Base)
}
