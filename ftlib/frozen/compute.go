package frozen

import "context"

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
	p, err := newEngine(r)
	if err != nil {
		return err
	}
	defer p.close()
	n := r.rows()
	bar := r.bar(n)
	defer bar.Done()
	bar.Add(part.done)
	for i := part.done; i < n; {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows := min(batch, n-i)
		values, err := p.run(r.Pixels, i, rows)
		if err != nil {
			return err
		}
		if err := part.append(values, rows); err != nil {
			return err
		}
		i += rows
		bar.Add(rows)
	}
	return part.finish(dir)
}

// Compute returns the values at a cut without keeping them on disk: a boundary layer each, row by row.
func Compute(ctx context.Context, r Request) ([][]float32, error) {
	p, err := newEngine(r)
	if err != nil {
		return nil, err
	}
	defer p.close()
	n := r.rows()
	bar := r.bar(n)
	defer bar.Done()
	out := make([][]float32, len(r.Cut.Boundary))
	for i := 0; i < n; i += batch {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows := min(batch, n-i)
		values, err := p.run(r.Pixels, i, rows)
		if err != nil {
			return nil, err
		}
		for k, v := range values {
			out[k] = append(out[k], v...)
		}
		bar.Add(rows)
	}
	return out, nil
}

// engine runs the prefix on a batch.
type engine interface {
	// run computes the boundary values of rows images, rows at most batch: [rows·size] float32 a boundary layer.
	run(pixels []byte, from, rows int) ([][]float32, error)
	close()
}

// newEngine takes the Winograd kernels where the prefix is a chain that they cover and the device is the CPU, else XLA.
func newEngine(r Request) (engine, error) {
	if r.winograd() {
		return newChain(r)
	}
	return newProgram(r)
}
