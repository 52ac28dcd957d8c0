package fit

import (
	"cmp"
	"fmt"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Verdict is what the network makes of one image, without dropout and on moving statistics.
type Verdict struct {
	Loss          float64   // cross-entropy in nats
	Guess         int       // class of the highest probability
	Probabilities []float32 // of each class
}

// evaluation compiles to: index int32 [batch], labels, features, constants, state → loss, guess, probabilities.
func (t *Trainer) evaluation() *graph.Exec {
	return graph.MustNewExec(t.backend.XLA, func(in []*graph.Node) []*graph.Node {
		index := graph.Reshape(in[0], -1, 1)
		k := 2 + len(t.boundary)
		params := t.params(in[k:k+len(t.fixed)], in[k+len(t.fixed):])
		pass := &network.Pass{Model: t.model, Params: params, Mask: t.mask}
		logits := pass.Forward(t.sources(in[2:k], index), t.model.Output().Name)[0]
		loss, _, _ := network.CrossEntropy(logits, graph.Gather(in[1], index))
		return []*graph.Node{loss, graph.ArgMax(logits, 1, dtypes.Int32), graph.Softmax(logits)}
	})
}

// Evaluate returns a verdict on each of the given images, in their order.
func (t *Trainer) Evaluate(images []int) ([]Verdict, error) {
	if t.dense != nil {
		return t.dense.evaluate(t, images), nil
	}
	rest := anys(t.constants)
	for _, i := range t.headState() {
		rest = append(rest, t.state[i])
	}
	out := make([]Verdict, 0, len(images))
	for from := 0; from < len(images); from += t.evalBatch {
		// A last, smaller batch is filled up with the first image: another shape would be compiled anew.
		index := make([]int32, t.evalBatch)
		n := min(t.evalBatch, len(images)-from)
		for i := range n {
			index[i] = int32(images[from+i])
		}
		features, given, err := t.given(index[:n])
		if err != nil {
			return nil, err
		}
		if err := t.compileEvaluation(features); err != nil {
			return nil, err
		}
		got, err := t.evaluate.Call(append(append([]any{index, t.labels}, anys(features)...), rest...)...)
		if err != nil {
			return nil, fmt.Errorf("evaluation: %w", backend.Explain(err))
		}
		loss, err := tensors.CopyFlatData[float32](got[0])
		guess, err2 := tensors.CopyFlatData[int32](got[1])
		p, err3 := tensors.CopyFlatData[float32](got[2])
		if err := cmp.Or(err, err2, err3); err != nil {
			return nil, fmt.Errorf("evaluation: %w", backend.Explain(err))
		}
		for i := range n {
			out = append(out, Verdict{float64(loss[i]), int(guess[i]), p[i*t.model.Classes : (i+1)*t.model.Classes]})
		}
		if given { // freed now, because those of all images together may not fit
			got = append(got, features...)
		}
		free(got)
	}
	return out, nil
}

// given are the features that the evaluation of some images reads: of all images, or of these alone, for this once.
func (t *Trainer) given(images []int32) (features []*tensors.Tensor, once bool, err error) {
	switch {
	case t.stack != nil:
		x, err := t.stack.run(t, images, t.evalBatch, false)
		return []*tensors.Tensor{x}, true, err
	case t.stream != nil:
		features, err := t.stream.batch(t, images, t.evalBatch)
		return features, true, err
	}
	return t.features, false, nil
}

// EvaluationBatch is the number of images that Evaluate takes at once.
func (t *Trainer) EvaluationBatch() int { return t.evalBatch }

func (t *Trainer) compileEvaluation(features []*tensors.Tensor) error {
	in := []shapes.Shape{shapes.Make(dtypes.Int32, t.evalBatch), t.labels.Shape()}
	in = append(append(in, shapesOf(features)...), shapesOf(t.constants)...)
	for _, i := range t.headState() {
		in = append(in, t.state[i].Shape())
	}
	return t.compile(t.evaluate, in)
}
