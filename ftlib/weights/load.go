package weights

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	manifest "github.com/finetune-go/ft/weights"
)

// ErrRandom is what Load returns for "random": fit.Session.Weights draws them.
var ErrRandom = errors.New("random weights are drawn, not loaded")

// Load returns the weights of a network ("vgg16" or "resnet50") without its classifier.
//
// source "imagenet" (or "") tries the cache, then the sources of weights/manifest.json in their order; each that fails
// costs one line on log (nil: silent). Any other source is a file or folder of the user, whose format its name tells:
// .h5, .weights.h5, .npz, .safetensors, .onnx, or a TensorFlow.js folder.
func Load(ctx context.Context, network, source string, watch progress.Observer) (*Set, error) {
	entry, err := manifest.Of(network)
	if err != nil {
		return nil, err
	}
	switch source {
	case "", "imagenet":
		return loadImageNet(ctx, network, entry, watch)
	case "random":
		return nil, ErrRandom
	}
	raw, err := ReadFile(source)
	if err != nil {
		return nil, fmt.Errorf("weights: %w", err)
	}
	tensors, err := newNaming(entry).translate(raw)
	if err != nil {
		return nil, fmt.Errorf("weights %s are not for %s: %w", source, network, err)
	}
	if err := finite(tensors); err != nil {
		return nil, fmt.Errorf("weights %s: %w", source, err)
	}
	set := &Set{Network: network, Digest: Digest(tensors), Source: source, Tensors: tensors, Head: denseLayers(raw)}
	if set.Digest == entry.Digest {
		set.Source += " (equal to the ImageNet weights)"
	}
	return set, nil
}

// finite refuses values that are no numbers: a network with one of them still trains, and learns next to nothing.
func finite(tensors map[string]Tensor) error {
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		for i, v := range tensors[name].Data {
			if v-v != 0 { // infinite or NaN
				return fmt.Errorf("value %d of %s is %g: the file is damaged, or of a training that diverged", i, name, v)
			}
		}
	}
	return nil
}

// CachePath is where the ImageNet weights of a network lie once they have been fetched.
func CachePath(network string) (string, error) {
	dir, err := fetch.CacheDir("weights")
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "imagenet-"+network+".safetensors"), nil
}

func loadImageNet(ctx context.Context, network string, entry manifest.Network, watch progress.Observer) (*Set, error) {
	path, err := CachePath(network)
	if err != nil {
		return nil, err
	}
	if set, err := fromCache(path, network, entry); err == nil || !renewable(err) {
		return set, err
	}
	unlock, err := fetch.Lock(ctx, path, watch)
	if err != nil {
		return nil, err
	}
	defer unlock()
	set, err := fromCache(path, network, entry) // another process may have fetched them meanwhile
	if err == nil || !renewable(err) {
		return set, err
	}
	if !errors.Is(err, os.ErrNotExist) {
		progress.Infof(watch, "%v: fetching the weights again", err)
	}
	tensors, src, err := fromSources(ctx, network, entry, watch)
	if err != nil {
		return nil, err
	}
	meta := map[string]string{"network": network, "digest": entry.Digest, "source": describe(src),
		"licence": entry.Licence}
	if err := WriteSafetensors(path, tensors, meta); err != nil {
		return nil, err
	}
	// Read back, so that this run has what the next will have, and the memory of the conversion is free again.
	return fromCache(path, network, entry)
}

// ErrNoSource says that the ImageNet weights could be had nowhere; Load can be given a file of them.
var ErrNoSource = errors.New("no source has the ImageNet weights")

// fromSources takes the first source that has the weights. If none has, those that were only slow are asked once more.
func fromSources(ctx context.Context, network string, entry manifest.Network,
	watch progress.Observer) (map[string]Tensor, manifest.Source, error) {
	var failed []string
	left := entry.Sources
	for _, ctx := range []context.Context{ctx, fetch.Patiently(ctx)} {
		var silent []manifest.Source
		for _, src := range left {
			tensors, err := fromSource(ctx, src, entry, watch)
			if err == nil {
				return tensors, src, nil
			}
			if ctx.Err() != nil {
				return nil, src, ctx.Err()
			}
			progress.Infof(watch, "no weights from %s: %v", describe(src), err)
			failed = append(failed, err.Error())
			if errors.Is(err, fetch.ErrSilent) {
				silent = append(silent, src)
			}
		}
		left = silent
	}
	return nil, manifest.Source{}, fmt.Errorf("%w of %s (%s)", ErrNoSource, network, strings.Join(failed, "; "))
}

// renewable says whether an error of the cached file is a reason to fetch it again: it is not there, or not what was
// fetched.
func renewable(err error) bool { return errors.Is(err, os.ErrNotExist) || errors.Is(err, ErrDamaged) }

// fromCache reads the cached file and checks it whole: by its checksum, as it was read, and the digest that it is of. A
// file of an older version, without a checksum, is hashed, which takes ten times as long.
func fromCache(path, network string, entry manifest.Network) (*Set, error) {
	tensors, meta, err := ReadSafetensors(path)
	if err != nil {
		return nil, err
	}
	got := meta["digest"]
	if !Sealed(meta) {
		got = Digest(tensors)
	}
	if got != entry.Digest {
		return nil, fmt.Errorf("%s is %w (digest %.12s…, not %.12s…)", path, ErrDamaged, got, entry.Digest)
	}
	return &Set{Network: network, Digest: entry.Digest, Source: "ImageNet, from " + meta["source"], Tensors: tensors}, nil
}
