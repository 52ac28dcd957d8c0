package frozen

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/fetch"
)

// Request says what to compute.
type Request struct {
	Backend  *backend.Backend
	Model    *network.Model
	Cut      network.Cut
	Weights  *weights.Set      // of the base
	Pixels   []byte            // RGB [n, image, image, 3]
	Key      string            // what the pixels are: digest of the data set and of the preprocessing
	Progress progress.Observer // progress; nil is silent

	// Load, if set, brings Pixels of so many Images, and is called only where there is something to compute.
	Load   func() ([]byte, error)
	Images int

	More int                        // rows behind the images, such as variants of them, which Key has to tell
	Fill func(dst []byte, more int) // makes the pixels of one of them, for several at a time
	// Known has the features of the images alone, which then are not computed again. It is closed after use.
	Known func() (*Features, error)
}

// Features are the values at a cut for all images.
type Features struct {
	Rows    int         // images
	Layers  []string    // boundary of the cut
	Shapes  [][]int     // of one image, a boundary layer each
	Data    [][]float32 // memory-mapped, row by row, a boundary layer each; read-only
	Seconds float64     // computing or reading

	Fingerprint string // names what their bits depend on: network, cut, weights, images, plugin
	Times       int    // how often the cache has computed them so far: 1 unless its file was damaged

	// Changing says that rows are written anew in the course of a training, so that no copy of them can stand for them.
	Changing bool

	unmap []func()
}

// Ensure returns the features of a cut, from disk if an intact file is there, else computed. An interrupted computation
// goes on from the last whole batch. Processes that want the same features wait for the first one.
func Ensure(ctx context.Context, r Request) (*Features, error) {
	start := time.Now()
	root, err := fetch.CacheDir("prefix")
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(root, r.key())
	unlock, err := fetch.Lock(ctx, dir, r.Progress)
	if err != nil {
		return nil, err
	}
	defer unlock()
	f, a, err := r.find(dir)
	switch {
	case err == nil:
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err,
		errDamaged): // too little memory, a permission: no reason to delete
		return nil, fmt.Errorf("frozen prefix: %w", err)
	default:
		if errors.Is(err, errDamaged) {
			progress.Infof(r.Progress, "frozen prefix: %v; computing it again", err)
		}
		if r.Load != nil {
			if r.Pixels, err = r.Load(); err != nil {
				return nil, err
			}
		}
		if err := r.begin(dir); err != nil {
			return nil, err
		}
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
		if err := compute(ctx, dir, r); err != nil {
			return nil, err
		}
		if f, a, err = r.find(dir); err != nil {
			return nil, fmt.Errorf("frozen prefix: %w", err)
		}
	}
	f.Fingerprint, f.Times = filepath.Base(dir), a.Computed
	f.Seconds = time.Since(start).Seconds()
	return f, nil
}

// find reads the features of dir and what is known of them.
func (r Request) find(dir string) (*Features, about, error) {
	a, err := readAbout(dir)
	if older := errors.Is(err, fs.ErrNotExist); err != nil && !older {
		return nil, a, err
	} else if older && a.Computed > 0 {
		if err := r.writeAbout(dir, a.Computed); err != nil {
			return nil, a, err
		}
	}
	f, err := read(dir, r)
	return f, a, err
}

// Close releases the mappings; the data must not be read after it.
func (f *Features) Close() {
	for _, u := range f.unmap {
		u()
	}
	f.unmap, f.Data = nil, nil
}

// images is the number of images in the request, rows that of all rows.
func (r Request) images() int {
	if r.Load != nil {
		return r.Images
	}
	return len(r.Pixels) / (r.Model.Image * r.Model.Image * 3)
}

func (r Request) rows() int { return r.images() + r.More }

// pixels are those of rows from a row on, and where they begin in them.
func (r Request) pixels(first, rows int) (pixels []byte, from int) {
	images := r.images()
	if first+rows <= images {
		return r.Pixels, first
	}
	size := r.Model.Image * r.Model.Image * 3
	pixels = make([]byte, rows*size)
	var wait sync.WaitGroup
	for k := range rows {
		dst := pixels[k*size:][:size]
		if first+k < images {
			copy(dst, r.Pixels[(first+k)*size:])
			continue
		}
		wait.Go(func() { r.Fill(dst, first+k-images) })
	}
	wait.Wait()
	return pixels, 0
}

// WithCapacity are the features in memory with space for more rows behind them, which are to be written; the features
// themselves are closed.
func (f *Features) WithCapacity(more int) *Features {
	out := *f
	out.Rows, out.Changing, out.Data, out.unmap = f.Rows+more, true, nil, nil
	for _, data := range f.Data {
		all := make([]float32, len(data)/f.Rows*out.Rows)
		copy(all, data)
		out.Data = append(out.Data, all)
	}
	f.Close()
	return &out
}

// version names how the features are computed; it is raised when a change of this program changes their bits.
func (r Request) version() string {
	if r.fusedSteps() != nil {
		return "kernels 1 " + kernels.Set()
	}
	return "1"
}

// device names what computes: the device and the plugin, with its checksum where that is known, and the GPU, for each
// kind of which XLA chooses other kernels.
func device(b *backend.Backend) string {
	if b.Device == "xla:cuda" {
		gpu, _ := b.Hardware()
		return b.Device + " " + b.PluginName() + " " + gpu
	}
	name := b.Device + " " + b.PluginName()
	if b.Checksum != "" {
		name += " " + b.Checksum
	}
	return name
}

// key names the folder of the features: everything that their bits depend on goes into it, but for the compiler of the
// kernels, which a checkout does not change.
func (r Request) key() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s %d\n%s\n%s\n%s\n%d\n%s\n", r.version(), r.Model.Name, r.Model.Image,
		strings.Join(r.Cut.Boundary, ","), r.Weights.Digest,
		r.Key, r.rows(), device(r.Backend))
	return fmt.Sprintf("%s-%s-%s", r.Model.Name, strings.Join(r.Cut.Boundary, "+"), hex.EncodeToString(h.Sum(nil))[:16])
}
