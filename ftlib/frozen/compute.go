package frozen

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
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
	p, err := newProgram(r)
	if err != nil {
		return err
	}
	defer p.finalize()
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
	p, err := newProgram(r)
	if err != nil {
		return nil, err
	}
	defer p.finalize()
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

// program is the compiled prefix with its weights on the device.
type program struct {
	exec   *graph.Exec
	r      Request
	params []any
}

func newProgram(r Request) (*program, error) {
	p := &program{r: r}
	var names []string
	for i, l := range r.Model.Layers {
		if r.Cut.Tail[i] {
			continue
		}
		for _, q := range l.Params {
			t, ok := r.Weights.Tensors[q.Name]
			if !ok {
				return nil, fmt.Errorf("weights %s have no %s, which layer %s of %s needs", r.Weights.Source, q.Name, l.Name, r.Model.Name)
			}
			names = append(names, q.Name)
			p.params = append(p.params, tensors.FromFlatDataAndDimensions(t.Data, q.Shape...))
		}
	}
	var err error
	p.exec, err = graph.NewExec(r.Backend.Backend, func(in []*graph.Node) []*graph.Node {
		params := map[string]*graph.Node{}
		for i, name := range names {
			params[name] = in[1+i]
		}
		pass := &network.Pass{Model: r.Model, Params: params, Mask: make(network.Mask, len(r.Model.Layers))}
		return pass.Forward(map[string]*graph.Node{r.Model.Layers[0].Name: network.Preprocess(in[0])}, r.Cut.Boundary...)
	})
	return p, err
}

// run computes the boundary values of some images: [rows·size] float32 a boundary layer. A last, smaller batch is
// filled up with zeros, because a new shape would be compiled anew.
func (p *program) run(pixels []byte, from, rows int) ([][]float32, error) {
	side := p.r.Model.Image
	size := side * side * 3
	in := make([]byte, batch*size)
	copy(in, pixels[from*size:(from+rows)*size])
	x, err := tensors.FromRaw(p.r.Backend.Backend, 0, shapes.Make(dtypes.Uint8, batch, side, side, 3), in)
	if err != nil {
		return nil, err
	}
	defer x.FinalizeAll()
	out, err := p.exec.Call(append([]any{x}, p.params...)...)
	if err != nil {
		return nil, fmt.Errorf("frozen prefix: %w", err)
	}
	values := make([][]float32, len(out))
	for i, t := range out {
		all, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return nil, err
		}
		values[i] = all[:len(all)/batch*rows]
		t.FinalizeAll()
	}
	return values, nil
}

func (p *program) finalize() {
	p.exec.Finalize()
	for _, t := range p.params {
		t.(*tensors.Tensor).FinalizeAll()
	}
}

// part is a computation under way: dir.part with one growing file a boundary layer.
type part struct {
	path  string
	files []*os.File
	done  int // whole rows that every file has
}

// openPart opens or resumes dir.part. What lies behind the last whole batch of any file is cut off, so that the batches
// of a resumed computation are those of an undisturbed one.
func openPart(dir string, r Request) (*part, error) {
	p := &part{path: dir + ".part"}
	if err := os.MkdirAll(p.path, 0o755); err != nil {
		return nil, err
	}
	p.done = r.rows()
	sizes := make([]int64, len(r.Cut.Boundary))
	for i, name := range r.Cut.Boundary {
		f, err := os.OpenFile(filepath.Join(p.path, name+".f32"), os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			p.close()
			return nil, err
		}
		p.files = append(p.files, f)
		sizes[i] = int64(4 * values(r.Model.Layer(name).Output))
		info, err := f.Stat()
		if err != nil {
			p.close()
			return nil, err
		}
		p.done = min(p.done, int(info.Size()/sizes[i])/batch*batch)
	}
	for i, f := range p.files {
		end := int64(p.done) * sizes[i]
		if err := f.Truncate(end); err != nil {
			p.close()
			return nil, err
		}
		if _, err := f.Seek(end, 0); err != nil {
			p.close()
			return nil, err
		}
	}
	return p, nil
}

func (p *part) append(rows [][]float32, n int) error {
	for i, f := range p.files {
		if _, err := f.Write(bytesOf(rows[i])); err != nil {
			return fmt.Errorf("frozen prefix: %w; free some space or move the cache with FT_CACHE", err)
		}
	}
	return nil
}

// finish makes the files durable, notes their checksums and gives the folder its name.
func (p *part) finish(dir string) error {
	for _, f := range p.files {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	if err := writeSums(p.path); err != nil {
		return err
	}
	return os.Rename(p.path, dir)
}

func (p *part) close() {
	for _, f := range p.files {
		f.Close()
	}
}
