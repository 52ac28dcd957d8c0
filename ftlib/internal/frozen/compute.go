package frozen

import (
	"context"
	"errors"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
)

// batch is the number of images that go through the prefix at once: enough to fill the matrix products, small enough
// that VGG16's first block stays under a gigabyte.
const batch = 16

// compute runs all images through the prefix and leaves the files of dir, written under a temporary name.
func compute(ctx context.Context, dir string, r Request) error {
	part, err := openPart(dir, r)
	if err != nil {
		return err
	}
	defer part.close()
	p, err := newEngine(r, batch)
	if err != nil {
		return err
	}
	defer p.close()
	n := r.rows()
	var known *Features
	if r.Known != nil && part.done < r.images() {
		if known, err = r.Known(); err != nil {
			return err
		}
		defer known.Close()
	}
	bar := progress.Begin(r.Progress, "frozen prefix of "+r.Model.Name+" up to "+strings.Join(r.Cut.Boundary, ", "),
		int64(n), "images")
	defer bar.Abort()
	bar.Resume(part.done)
	for i := part.done; i < n; {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows := min(batch, n-i)
		var values [][]float32
		if known != nil && i+rows <= known.Rows {
			values = known.part(i, rows)
		} else {
			pixels, from := r.pixels(i, rows)
			if values, err = p.run(pixels, from, rows); err != nil {
				return err
			}
		}
		if err := part.append(values); err != nil {
			return err
		}
		i += rows
		bar.Add(rows)
	}
	bar.Done()
	return part.finish(dir)
}

// part are the values of rows from a row on.
func (f *Features) part(first, rows int) (values [][]float32) {
	for _, data := range f.Data {
		size := len(data) / f.Rows
		values = append(values, data[first*size:(first+rows)*size])
	}
	return values
}

// engine runs the prefix on a batch.
type engine interface {
	// run computes the boundary values of rows images, rows at most a batch: [rows·size] float32 a boundary layer.
	run(pixels []byte, from, rows int) ([][]float32, error)
	close()
}

// newEngine makes one for batches of that many images. It takes the kernels where they cover the prefix, else XLA.
func newEngine(r Request, batch int) (engine, error) {
	if steps := r.fusedSteps(); steps != nil {
		return newNative(r, steps, min(batch, chunk(r.Model.Image)))
	}
	return newProgram(r, batch)
}

// Prefix is the prefix of a cut on the device, to be run on whatever images come.
type Prefix struct{ engine engine }

// Open makes a prefix ready for batches of at most that many images. Its request needs no pixels.
func Open(r Request, batch int) (*Prefix, error) {
	if r.Backend == nil {
		return nil, errors.New("there is no backend: open one by backend.Open")
	}
	e, err := newEngine(r, batch)
	return &Prefix{e}, err
}

// Run returns the values at the cut of n images, RGB [n, image, image, 3]: a boundary layer each, row by row.
func (p *Prefix) Run(pixels []byte, n int) ([][]float32, error) { return p.engine.run(pixels, 0, n) }

// Close frees what lies on the device.
func (p *Prefix) Close() { p.engine.close() }
