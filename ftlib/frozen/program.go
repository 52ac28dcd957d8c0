package frozen

import (
	"fmt"

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

// run fills a last, smaller batch up with zeros, because a new shape would be compiled anew.
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

func (p *program) close() {
	p.exec.Finalize()
	for _, t := range p.params {
		t.(*tensors.Tensor).FinalizeAll()
	}
}
