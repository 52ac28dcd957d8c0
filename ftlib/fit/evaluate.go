package fit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// Evaluation is what the network makes of one image, without dropout and on moving statistics.
type Evaluation struct {
	Loss          float64   // cross-entropy in nats
	Guess         int       // class of the highest probability
	Probabilities []float32 // of each class
}

// evaluationProgram compiles to: index int32 [capacity], labels, values, constants, state without slots → loss, guess,
// probabilities.
func (p *programs) evaluationProgram() *graph.Exec {
	return graph.MustNewExec(p.backend.XLA, func(in []*graph.Node) []*graph.Node {
		index := graph.Reshape(in[0], -1, 1)
		k := 2 + len(p.reads)
		params := p.params(in[k:k+len(p.fixed)], in[k+len(p.fixed):])
		pass := &network.Pass{Model: p.Model, Params: params, Mask: p.Mask}
		logits := pass.Forward(p.values(in[2:k], index), p.Model.Output().Name)[0]
		loss, _, _ := network.Loss{Smoothing: p.Loss.Smoothing}.Of(logits, graph.Gather(in[1], index))
		return []*graph.Node{loss, graph.ArgMax(logits, 1, dtypes.Int32), graph.Softmax(logits)}
	})
}

// evaluateOn evaluates at most capacity images on their values.
func (p *programs) evaluateOn(images []int32, values []*tensors.Tensor) ([]Evaluation, error) {
	if p.lost != nil {
		return nil, fmt.Errorf("the weights were lost: %w", p.lost)
	}
	// A last, smaller batch is filled up with the first image: another shape would be compiled anew.
	index := append(slices.Clone(images), make([]int32, p.capacity-len(images))...)
	rest := slices.Concat(values, p.constants, p.held)
	if err := p.compile(p.evaluation, append([]shapes.Shape{shapes.Make(dtypes.Int32, p.capacity), p.labels.Shape()},
		shapesOf(rest)...)); err != nil {
		return nil, err
	}
	got, err := p.evaluation.Call(append([]any{index, p.labels}, anys(rest)...)...)
	if err != nil {
		return nil, fmt.Errorf("evaluation: %w", backend.Explain(err))
	}
	defer free(got)
	loss, err := tensors.CopyFlatData[float32](got[0])
	guess, err2 := tensors.CopyFlatData[int32](got[1])
	probabilities, err3 := tensors.CopyFlatData[float32](got[2])
	if err := cmp.Or(err, err2, err3); err != nil {
		return nil, fmt.Errorf("evaluation: %w", backend.Explain(err))
	}
	out := make([]Evaluation, len(images))
	for i := range out {
		out[i] = Evaluation{float64(loss[i]), int(guess[i]), probabilities[i*p.Model.Classes:][:p.Model.Classes]}
	}
	return out, nil
}

// inBatches calls do with batches of images.
func inBatches(images []int, size int, do func([]int32) error) error {
	for some := range slices.Chunk(images, size) {
		batch := make([]int32, len(some))
		for i, image := range some {
			batch[i] = int32(image)
		}
		if err := do(batch); err != nil {
			return err
		}
	}
	return nil
}
