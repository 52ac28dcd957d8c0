package frozen

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// program is the compiled prefix with its weights on the device.
type program struct {
	exec   *graph.Exec
	r      Request
	batch  int
	params []any
}

func newProgram(r Request, batch int) (*program, error) {
	p := &program{r: r, batch: batch}
	var params []network.Param
	for i, l := range r.Model.Layers {
		if !r.Cut.Suffix[i] {
			params = append(params, l.Params...)
		}
	}
	var err error
	p.exec, err = graph.NewExec(r.Backend.XLA, func(in []*graph.Node) []*graph.Node {
		values := map[string]*graph.Node{}
		for i, q := range params {
			values[q.Name] = in[1+i]
		}
		pass := &network.Pass{Model: r.Model, Params: values, Mask: make(network.Mask, len(r.Model.Layers))}
		return pass.Forward(map[string]*graph.Node{r.Model.Layers[0].Name: network.Preprocess(in[0])}, r.Cut.Boundary...)
	})
	if err != nil {
		return nil, err
	}
	compiled := make(chan error)
	go func() { // while the weights are uploaded
		in := []shapes.Shape{p.pixels()}
		for _, q := range params {
			in = append(in, shapes.Make(dtypes.Float32, q.Shape...))
		}
		_, err := p.exec.Compile(in...)
		compiled <- err
	}()
	err = p.upload(params)
	if e := <-compiled; e != nil {
		err = fmt.Errorf("compile the frozen prefix: %w", e)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *program) upload(params []network.Param) error {
	w := p.r.Weights
	for _, q := range params {
		t, ok := w.Tensors[q.Name]
		if !ok {
			return fmt.Errorf("weights %s have no %s, which %s needs", w.Source, q.Name, p.r.Model.Name)
		}
		x, err := p.r.Backend.Upload(t.Data, q.Shape...)
		if err != nil {
			return err
		}
		p.params = append(p.params, x)
	}
	return nil
}

// pixels is the shape of a batch of images.
func (p *program) pixels() shapes.Shape {
	return shapes.Make(dtypes.Uint8, p.batch, p.r.Model.Image, p.r.Model.Image, 3)
}

// run fills a last, smaller batch up with zeros, because a new shape would be compiled anew.
func (p *program) run(pixels []byte, from, rows int) ([][]float32, error) {
	side := p.r.Model.Image
	size := side * side * 3
	in := make([]byte, p.batch*size)
	copy(in, pixels[from*size:(from+rows)*size])
	x, err := tensors.FromRaw(p.r.Backend.XLA, 0, p.pixels(), in)
	if err != nil {
		return nil, err
	}
	defer x.FinalizeAll()
	out, err := p.exec.Call(append([]any{x}, p.params...)...)
	if err != nil {
		return nil, fmt.Errorf("frozen prefix: %w", backend.Explain(err))
	}
	values := make([][]float32, len(out))
	for i, t := range out {
		all, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return nil, fmt.Errorf("frozen prefix: %w", backend.Explain(err))
		}
		values[i] = all[:len(all)/p.batch*rows]
		t.FinalizeAll()
	}
	return values, nil
}

func (p *program) close() {
	p.exec.Finalize()
	for _, t := range p.params {
		t.(*tensors.Tensor).FinalizeAll()
	}
}
