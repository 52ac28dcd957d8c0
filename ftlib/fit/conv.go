package fit

import (
	"fmt"
	"maps"
	"slices"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// convEngine runs the convolutions of a suffix on the CPU's kernels, forward and backward. XLA runs the head above
// them, and the optimizer.
type convEngine struct {
	programs                       // of the head
	convolutions                   // what lies below it
	top          string            // layer that ends the convolutions: what the head reads
	own, moving  []network.Param   // their trained weights and moving statistics
	weights      []*tensors.Tensor // on the device: own, then the slots of each
	update       *graph.Exec
}

// convolutions is a sequence of layers that the kernels know, with the activations of one batch.
type convolutions interface {
	layers() []*network.Layer // those with weights, in table order
	// set takes weights and moving statistics by parameter name; where values returns nil the old ones stay. Weights must
	// stay as they are until the next set, or until the last use before it; statistics are copied.
	set(values func(name string) []float32)
	Forward(images [][]float32, training bool) []float32 // what the head reads, [n, …]
	Backward(gradient []float32, n int)
	gradient(name string) []float32  // of a trained parameter, after Backward; the next one overwrites it
	statistic(name string) []float32 // a moving statistic as it is now
}

// newConvEngine returns the engine of a suffix that begins with convolutions that the kernels know; nil where it does
// not, or where head and convolutions cannot be updated apart.
func newConvEngine(t *suffix, weights map[string][]float32) (engine, error) {
	if len(t.Cut.Boundary) != 1 || t.Rule.NeedsAllGradients() {
		return nil, nil
	}
	s := &convEngine{}
	for _, try := range []func(*network.Model, network.Mask, int, int) (convolutions, string, error){newPlain,
		newBottlenecks} {
		var err error
		if s.convolutions, s.top, err = try(t.Model, t.Mask, t.Model.Index(t.Cut.Boundary[0])+1, t.batch); err != nil {
			return nil, err
		}
		if s.convolutions != nil {
			break
		}
	}
	if s.convolutions == nil {
		return nil, nil
	}
	below := map[string]bool{}
	for _, l := range s.layers() {
		for _, p := range l.Params {
			below[p.Name] = true
		}
	}
	part := func(all []network.Param, inside bool) []network.Param {
		return slices.DeleteFunc(slices.Clone(all), func(p network.Param) bool { return below[p.Name] != inside })
	}
	s.own, s.moving = part(t.trained, true), part(t.statistics, true)
	s.programs = programs{suffix: t, trained: part(t.trained, false), statistics: part(t.statistics, false),
		fixed: part(t.fixed, false),
		reads: []string{s.top}, wanted: s.top, capacity: t.batch}
	s.set(func(name string) []float32 { return weights[name] })
	s.update = s.updates()
	if err := s.open(weights); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// train runs batch by batch: convolutions forward, head forward and backward, convolutions backward, update.
func (s *convEngine) train(e *Epoch, from, to int) (loss, correct float64, err error) {
	for ; from < to; from++ {
		steps := s.steps
		err := s.borrow(func() error {
			images := s.items(e, from)
			features, err := s.run(images, len(images), true)
			if err != nil {
				return err
			}
			defer features.FinalizeAll()
			l, c, below, err := s.step(e, from, from+1, []*tensors.Tensor{features})
			if err != nil {
				return err
			}
			defer below.FinalizeAll()
			gradient, err := tensors.CopyFlatData[float32](below)
			if err != nil {
				return err
			}
			s.Backward(gradient, len(images))
			loss, correct = loss+l, correct+c
			return nil
		})
		if err == nil {
			err = s.learn(steps, e.rates[from])
		}
		if err != nil { // one of the two parts may have learned without the other
			s.lost = err
			return 0, 0, err
		}
	}
	return loss, correct, nil
}

func (s *convEngine) evaluate(images []int) (all []Evaluation, err error) {
	err = s.borrow(func() error {
		return inBatches(images, s.capacity, func(batch []int32) error {
			features, err := s.run(batch, s.capacity, false)
			if err != nil {
				return err
			}
			defer features.FinalizeAll()
			some, err := s.evaluateOn(batch, []*tensors.Tensor{features})
			all = append(all, some...)
			return err
		})
	})
	return all, err
}

// run runs some images up to the head: the features of the head, padded to capacity images.
func (s *convEngine) run(images []int32, capacity int, training bool) (*tensors.Tensor, error) {
	size := len(s.features.Data[0]) / s.features.Rows
	rows := make([][]float32, len(images))
	for i, image := range images {
		rows[i] = s.features.Data[0][int(image)*size:][:size]
	}
	out := s.Forward(rows, training)
	shape := append([]int{capacity}, s.Model.Layer(s.top).Output...)
	if missing := shapes.Make(dtypes.Float32, shape...).Size() - len(out); missing > 0 {
		out = append(out, make([]float32, missing)...)
	}
	return s.backend.Upload(out, shape...)
}

// borrow calls do while the convolutions read their weights in place, on the device, which is the host's memory here.
// The slices that they read are invalid once it returns.
func (s *convEngine) borrow(do func() error) error {
	if s.lost != nil {
		return fmt.Errorf("the weights were lost: %w", s.lost)
	}
	values := map[string][]float32{}
	var hold func(i int) error
	hold = func(i int) (err error) {
		if i == len(s.own) {
			s.set(func(name string) []float32 { return values[name] })
			return do()
		}
		failed := tensors.ConstFlatData(s.weights[i], func(flat []float32) {
			values[s.own[i].Name] = flat
			err = hold(i + 1)
		})
		if failed != nil {
			return failed
		}
		return err
	}
	return hold(0)
}

// updates compiles to: number of steps before, rate, gradients, weights, slots → weights, slots.
func (s *convEngine) updates() *graph.Exec {
	return graph.MustNewExec(s.backend.XLA, func(in []*graph.Node) []*graph.Node {
		return s.Rule.Apply(graph.AddScalar(in[0], 1), in[1], s.factorsOf(s.own), in[2:2+len(s.own)], in[2+len(s.own):])
	})
}

// learn applies the gradients of the last backward pass.
func (s *convEngine) learn(steps int, rate float32) error {
	in := []any{float32(steps), rate}
	for _, p := range s.own {
		x, err := s.backend.Upload(s.gradient(p.Name), p.Shape...)
		if err != nil {
			return err
		}
		defer x.FinalizeAll()
		in = append(in, x)
	}
	donated, err := s.donate(s.weights)
	if err != nil {
		return err
	}
	out, err := s.update.Call(append(in, donated...)...)
	if err != nil {
		return fmt.Errorf("update: %w", backend.Explain(err))
	}
	s.weights = out
	return nil
}

func (s *convEngine) state() (map[string][]float32, error) {
	all, err := s.programs.state()
	if err != nil {
		return nil, err
	}
	own, err := s.download(s.withSlots(s.own), s.weights)
	if err != nil {
		return nil, err
	}
	maps.Copy(all, own)
	for _, p := range s.moving {
		all[p.Name] = slices.Clone(s.statistic(p.Name))
	}
	return all, nil
}

func (s *convEngine) setState(values map[string][]float32) error {
	weights, err := s.uploadAll(s.withSlots(s.own), values)
	if err != nil {
		return err
	}
	if err := s.programs.setState(values); err != nil {
		free(weights)
		return err
	}
	free(s.weights)
	s.weights = weights
	moving := map[string][]float32{}
	for _, p := range s.moving {
		moving[p.Name] = values[p.Name]
	}
	s.set(func(name string) []float32 { return moving[name] })
	return nil
}

func (s *convEngine) close() {
	s.programs.close()
	s.update.Finalize()
	free(s.weights)
}
