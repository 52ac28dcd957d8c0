package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"

	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/sealed"
)

// verdict is what decoding all images has told.
type verdict struct {
	Damaged []problem // by the names in Files
	Clipped []string
}

// marks is a verdict by the place of the file: names may change where contents do not.
type marks struct {
	Key     string         // of the contents
	Damaged map[int]string // why
	Clipped []int
}

// left names the files that are left out, "" if none is.
func (m marks) left() string {
	if len(m.Damaged) == 0 {
		return ""
	}
	return fmt.Sprint(slices.Sorted(maps.Keys(m.Damaged)))
}

// imageVersion is the version of golang.org/x/image in this program.
func imageVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "golang.org/x/image" {
				return m.Version
			}
		}
	}
	return ""
}

// judge decodes every file, unless the cache knows the verdict on these contents. Where the options say which pixels
// will be asked for, those are kept on the way.
func (d *Dataset) judge(ctx context.Context, o Options) (verdict, error) {
	dir, err := fetch.CacheDir("pixels")
	if err != nil {
		return verdict{}, err
	}
	// What one build of the decoders refuses, another may read.
	h := sha256.Sum256(fmt.Appendf(nil, "%s\n%d %s %s", d.key, decoderVersion, runtime.Version(), imageVersion()))
	path := filepath.Join(dir, hex.EncodeToString(h[:16])+".checked.json")
	if m, err := d.known(path); m != nil || err != nil {
		return d.verdict(m), err
	}
	unlock, err := fetch.Lock(ctx, path, o.Progress)
	if err != nil {
		return verdict{}, err
	}
	defer unlock()
	if m, err := d.known(path); m != nil || err != nil { // another process was faster
		return d.verdict(m), err
	}
	var m marks
	if o.Size > 0 {
		r := Reading{Size: o.Size, Interpolation: o.Interpolation, Exif: o.Exif}
		m, err = d.store(ctx, r, o.Progress, true)
	} else {
		m, err = d.pass(ctx, Reading{Size: 1, Interpolation: "nearest"}, "checking", o.Progress, io.Discard)
	}
	if err != nil {
		return verdict{}, err
	}
	m.Key = d.key
	return d.verdict(&m), sealed.Write(path, m)
}

// known is the verdict that the cache has on these contents; nil where it has none, or a damaged one.
func (d *Dataset) known(path string) (*marks, error) {
	var m marks
	switch err := sealed.Read(path, &m); {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, sealed.ErrDamaged) || err == nil && m.Key != d.key:
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &m, nil
}

func (d *Dataset) verdict(m *marks) (v verdict) {
	if m == nil {
		return v
	}
	d.left = m.left()
	for i, f := range d.Files {
		if why := m.Damaged[i]; why != "" {
			v.Damaged = append(v.Damaged, problem{f, why})
		}
	}
	for _, i := range m.Clipped {
		if i >= 0 && i < len(d.Files) {
			v.Clipped = append(v.Clipped, d.Files[i])
		}
	}
	return v
}
