package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"github.com/finetune-go/ft/internal/fetch"
)

// verdict is what decoding all images has told.
type verdict struct {
	Damaged []problem // by the names in Files
	Clipped []string
}

// marks is a verdict by the place of the file: names may change where contents do not.
type marks struct {
	Damaged map[int]string // why
	Clipped []int
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
	var m marks
	if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &m) == nil {
		return d.verdict(m), nil
	}
	unlock, err := fetch.Lock(ctx, path, o.Progress)
	if err != nil {
		return verdict{}, err
	}
	defer unlock()
	if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &m) == nil { // another process was faster
		return d.verdict(m), nil
	}
	if o.Size > 0 {
		r := Reading{Size: o.Size, Interpolation: o.Interpolation, Exif: o.Exif}
		m, err = d.store(ctx, r, o.Progress, true)
	} else {
		m, err = d.pass(ctx, Reading{Size: 1, Interpolation: "nearest"}, "checking", o.Progress, io.Discard)
	}
	if err != nil {
		return verdict{}, err
	}
	return d.verdict(m), fetch.WriteFile(path, func(w io.Writer) error { return json.NewEncoder(w).Encode(m) })
}

func (d *Dataset) verdict(m marks) (v verdict) {
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
