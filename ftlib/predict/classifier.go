package predict

import (
	"context"
	"fmt"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/mapped"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Classifier is the whole network as one program, from pixels to probabilities, for batches of a fixed size.
type Classifier struct {
	session *fit.Session
	source  *Source
	batch   int
	exec    *graph.Exec
	params  []any // on the device
}

// New puts the network onto the device. Batches of one image answer soonest, of 16 or more fastest per image.
func New(ctx context.Context, session *fit.Session, source *Source, batch int) (*Classifier, error) {
	c := source.Config
	m, err := network.New(c.Model, c.Image.Size, c.Head, len(source.Classes))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", source.Path, err)
	}
	set, err := session.Weights(ctx, m, c.Weights, c.Seeds.Init)
	if err != nil {
		return nil, err
	}
	if source.Base != "" && set.Digest != source.Base {
		return nil, fmt.Errorf("%s was trained on other weights (digest %.12s) than those of %q (%.12s)", source.Path, source.Base, c.Weights, set.Digest)
	}
	p := &Classifier{session: session, source: source, batch: batch}
	var params []network.Param
	for _, l := range m.Layers {
		params = append(params, l.Params...)
	}
	p.exec, err = graph.NewExec(session.Backend, func(in []*graph.Node) *graph.Node {
		values := map[string]*graph.Node{}
		for i, q := range params {
			values[q.Name] = in[1+i]
		}
		pass := &network.Pass{Model: m, Params: values, Mask: make(network.Mask, len(m.Layers))}
		return graph.Softmax(pass.Forward(map[string]*graph.Node{m.Layers[0].Name: network.Preprocess(in[0])}, m.Output().Name)[0])
	})
	if err != nil {
		return nil, err
	}
	compiled := make(chan error)
	go func() { compiled <- p.compile(params) }() // takes longer than all the rest, which is done meanwhile
	err = p.upload(params, set)
	if e := <-compiled; e != nil {
		err = e
	}
	return p, err
}

func (p *Classifier) compile(params []network.Param) error {
	in := []shapes.Shape{p.pixels()}
	for _, q := range params {
		in = append(in, shapes.Make(dtypes.Float32, q.Shape...))
	}
	_, err := p.exec.Compile(in...)
	return err
}

// upload puts the weights onto the device: what was trained from the run, the rest from its base.
func (p *Classifier) upload(params []network.Param, base *weights.Set) error {
	for _, q := range params {
		t, trained := p.source.Trained[q.Name]
		if !trained {
			t = base.Tensors[q.Name]
		}
		if t.Data == nil { // a layer of the head that was left as it was drawn
			t.Data = q.Initial(p.source.Config.Seeds.Init)
		}
		if len(t.Data) != q.Size() {
			return fmt.Errorf("%s: %s has %d values instead of %d: it is not the network that its description says", p.source.Path, q.Name, len(t.Data), q.Size())
		}
		x, err := tensors.FromRaw(p.session.Backend, 0, shapes.Make(dtypes.Float32, q.Shape...), mapped.Bytes(t.Data))
		if err != nil {
			return err
		}
		p.params = append(p.params, x)
	}
	return nil
}

// pixels is the shape of a batch of images.
func (p *Classifier) pixels() shapes.Shape {
	side := p.source.Config.Image.Size
	return shapes.Make(dtypes.Uint8, p.batch, side, side, 3)
}

// Images returns the probabilities of each class for each image file.
func (p *Classifier) Images(ctx context.Context, files []string) ([][]float32, error) {
	image := p.source.Config.Image
	var out [][]float32
	for from := 0; from < len(files); from += p.batch {
		var pixels []byte
		for _, f := range files[from:min(from+p.batch, len(files))] {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			one, err := dataset.LoadImage(f, image.Size, image.Interpolation)
			if err != nil {
				return nil, err
			}
			pixels = append(pixels, one...)
		}
		got, err := p.Pixels(pixels)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	return out, nil
}

// Pixels returns the probabilities for at most one batch of images: RGB [n, size, size, 3].
func (p *Classifier) Pixels(rgb []byte) ([][]float32, error) {
	side, classes := p.source.Config.Image.Size, len(p.source.Classes)
	full := make([]byte, p.batch*side*side*3) // a smaller batch is filled up: another shape would be compiled anew
	n := copy(full, rgb) / (side * side * 3)
	x, err := tensors.FromRaw(p.session.Backend, 0, p.pixels(), full)
	if err != nil {
		return nil, err
	}
	defer x.FinalizeAll()
	y, err := p.exec.Call(append([]any{x}, p.params...)...)
	if err != nil {
		return nil, fmt.Errorf("predict: %w", err)
	}
	defer y[0].FinalizeAll()
	values, err := tensors.CopyFlatData[float32](y[0])
	if err != nil {
		return nil, err
	}
	out := make([][]float32, n)
	for i := range out {
		out[i] = values[i*classes : (i+1)*classes]
	}
	return out, nil
}

// Close frees what lies on the device.
func (p *Classifier) Close() {
	p.exec.Finalize()
	for _, x := range p.params {
		x.(*tensors.Tensor).FinalizeAll()
	}
}
