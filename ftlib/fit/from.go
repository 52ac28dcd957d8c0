package fit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// From is the configuration of a finished run with which another one starts from its weights: whatever is to be trained
// otherwise is changed in it.
func From(dir string) (run.Config, error) {
	o, err := readOrigin(dir)
	if err != nil {
		return run.Config{}, err
	}
	defer o.unmap()
	c := o.Config.WithDefaults()
	c.From = filepath.Clean(dir)
	return c, nil
}

// origin is a finished run that another one starts from.
type origin struct {
	*run.Run
	trained map[string]weights.Tensor // by parameter name; memory-mapped
	digest  string                    // of trained
	unmap   func()                    // ends trained
}

func readOrigin(dir string) (*origin, error) {
	r, err := run.Read(dir)
	if err != nil {
		return nil, err
	}
	if r.Result == nil {
		return nil, fmt.Errorf("%w %s: %w", ErrFrom, dir, run.ErrUnfinished)
	}
	o := &origin{Run: r}
	o.trained, _, o.unmap, err = weights.MapSafetensors(filepath.Join(dir, ModelFile))
	if err == nil {
		if err = r.Verify(ModelFile); err != nil {
			o.unmap()
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w %s, which has no weights: %w", ErrFrom, dir, err)
	}
	if err != nil {
		return nil, err
	}
	o.digest = weights.Digest(o.trained)
	return o, nil
}

// fits refuses a run whose network or images are others.
func (o *origin) fits(c run.Config, classes []string) error {
	was := o.Config.WithDefaults()
	for _, setting := range []struct {
		name    string
		was, is any
	}{{"model", was.Model, c.Model}, {"weights", was.Weights, c.Weights}, {"image", shown(was.Image), shown(c.Image)}} {
		if setting.was != setting.is {
			return fmt.Errorf("%w %s: its %s is %v and not %v", ErrFrom, o.Dir, setting.name, setting.was, setting.is)
		}
	}
	if !slices.Equal(o.Result.Classes, classes) {
		return fmt.Errorf("%w %s: its classes are %s and not %s", ErrFrom, o.Dir, someQuoted(o.Result.Classes),
			someQuoted(classes))
	}
	return nil
}

// shown are the settings of an image in words.
func shown(i run.Image) string {
	text := fmt.Sprintf("%d pixels, %s", i.Size, i.Interpolation)
	if i.Exif {
		text += ", turned by Exif"
	}
	return text
}

// warn says so where images that are to be tested on have been trained or decided on before.
func (o *origin) warn(watch progress.Observer, j *job) error {
	digest, err := j.data.Digest()
	if err != nil || digest != o.Result.DataDigest {
		return err
	}
	tested, seen := map[string]bool{}, 0
	for _, p := range o.Result.Predictions {
		tested[p.File] = true
	}
	for _, i := range j.Test {
		if !tested[j.data.Files[i]] {
			seen++
		}
	}
	if seen > 0 {
		progress.Warnf(watch, "%d of %d test images were no test images of %s, which this run starts from, so that they "+
			"test little: divide the images as it did",
			seen, len(j.Test), o.Dir)
	}
	return nil
}

// first are the weights before training, and what of the base is to be recorded with those trained: nothing unless the
// run starts from another one. The set's digest is then that of what lies below the cut.
func (s *Session) first(ctx context.Context, setup *Setup, o *origin) (base string, set *weights.Set,
	carried map[string]weights.Tensor, err error) {
	c, m := setup.Config, setup.Model
	seed := c.Seeds.Init
	if o != nil {
		seed = o.Config.Seeds.Init
	}
	if set, err = s.Weights(ctx, m, c.Weights, seed); err != nil || o == nil {
		if set != nil {
			base = set.Digest
		}
		return base, set, nil, err
	}
	carried, frozen := map[string]weights.Tensor{}, map[string]weights.Tensor{}
	own, changed := true, false // all of the base is the run's; some of the frozen part is not the set's
	for i, l := range m.Layers[:m.Base] {
		for _, p := range l.Params {
			t, trained := o.trained[p.Name]
			own = own && trained
			if !trained && c.Weights == "random" { // which another seed does not draw again
				t, trained = set.Tensors[p.Name], true
			}
			if !setup.Cut.Suffix[i] {
				if frozen[p.Name] = set.Tensors[p.Name]; trained {
					frozen[p.Name] = t
				}
			}
			if !trained {
				continue
			}
			if len(t.Data) != p.Size() {
				return "", nil, nil, fmt.Errorf("%w %s: its %s has %d values and not %d", ErrFrom, o.Dir, p.Name, len(t.Data),
					p.Size())
			}
			carried[p.Name] = t
			changed = changed || !setup.Cut.Suffix[i] && !slices.Equal(t.Data, set.Tensors[p.Name].Data)
		}
	}
	if !own && set.Digest != o.Result.WeightsDigest {
		return "", nil, nil, fmt.Errorf("%w %s: it was trained on other weights than those of %q now", ErrFrom, o.Dir,
			c.Weights)
	}
	whole := &weights.Set{Network: set.Network, Digest: set.Digest, Source: o.Dir, Tensors: maps.Clone(set.Tensors),
		Head: s.headOf(o)}
	maps.Copy(whole.Tensors, carried)
	if changed {
		whole.Digest = weights.Digest(frozen)
	}
	kept := "kept its head"
	if headOf(m, whole) == nil {
		kept = "drew a new head, its own being of other shapes"
	}
	progress.Infof(s.Progress, "starting from %s: took %d tensors of its base, %s", o.Dir, len(carried), kept)
	return set.Digest, whole, carried, nil
}

// headOf are the dense layers of a run.
func (s *Session) headOf(o *origin) (all []weights.Dense) {
	c := o.Config.WithDefaults()
	m, err := network.New(c.Model, c.Image.Size, s.Head(c.Model, c.Head), len(o.Result.Classes))
	if err != nil { // of a version with other heads
		return nil
	}
	for _, l := range m.Layers[m.Base:] {
		if l.Kind == network.Dense {
			all = append(all, weights.Dense{Kernel: o.trained[l.Name+"/kernel"], Bias: o.trained[l.Name+"/bias"]})
		}
	}
	return all
}

// sameOrigin refuses a finished run that started from other weights than those that are there now. Where these are
// gone, it is what it is.
func sameOrigin(r *run.Run) error {
	if r.Config.From == "" {
		return nil
	}
	o, err := readOrigin(r.Config.From)
	if err != nil {
		return nil
	}
	defer o.unmap()
	if o.digest != r.Result.FromDigest {
		return otherOrigin(r)
	}
	return nil
}

func otherOrigin(r *run.Run) error {
	return fmt.Errorf("%s %w: it started from other weights than those of %s now", r.Dir, ErrOther, r.Config.From)
}
