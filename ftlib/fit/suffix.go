package fit

import (
	"fmt"
	"slices"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// suffix is the layers behind the frozen prefix, as every engine sees them: data, weights and progress.
type suffix struct {
	*Setup
	backend  *backend.Backend
	batch    int // images a step
	features *Features
	classes  []int            // of each image
	drops    []*network.Layer // active dropout layers

	trained, statistics, fixed []network.Param    // weights of the suffix: updated, moved, never changed
	factors                    map[string]float64 // of the learning rate of each of them; nil where all are 1
	steps                      int                // done so far
	compileTime                time.Duration
}

func newSuffix(b *backend.Backend, s *Setup, f *Features, labels []int) (*suffix, error) {
	// Batches are never larger than the images that there are: that much memory is allocated.
	t := &suffix{Setup: s, backend: b, batch: min(s.Config.Batch, f.Rows), features: f, classes: labels}
	for i := range s.Model.Layers {
		l := &s.Model.Layers[i]
		if !s.Cut.Suffix[i] {
			continue
		}
		if l.Kind == network.Dropout && l.Rate > 0 {
			t.drops = append(t.drops, l)
		}
		for _, p := range l.Params {
			switch {
			case !s.Mask[i], p.Statistic && s.Config.FreezeBatchNorm:
				t.fixed = append(t.fixed, p)
			case p.Statistic:
				t.statistics = append(t.statistics, p)
			default:
				t.trained = append(t.trained, p)
			}
		}
	}
	if s.Rates != nil {
		t.factors = map[string]float64{}
		for i, l := range s.Model.Layers {
			for _, p := range l.Params {
				t.factors[p.Name] = s.Rates[i]
			}
		}
	}
	if len(t.trained) == 0 {
		return nil, fmt.Errorf("nothing to train: no layer with weights is marked as trainable")
	}
	return t, nil
}

// factorsOf are the factors of the rate of some weights.
func (t *suffix) factorsOf(params []network.Param) (all []float64) {
	if t.factors == nil {
		return nil
	}
	for _, p := range params {
		all = append(all, t.factors[p.Name])
	}
	return all
}

// start is the state before training: the first weights, and slots of zeros.
func (t *suffix) start(weights map[string][]float32) map[string][]float32 {
	values := map[string][]float32{}
	for _, p := range t.stateParams() {
		if values[p.Name] = weights[p.Name]; values[p.Name] == nil {
			values[p.Name] = make([]float32, p.Size())
		}
	}
	return values
}

// stateParams lists the tensors of the state in order: weights, their optimizer slots, moving statistics.
func (t *suffix) stateParams() []network.Param {
	return slices.Concat(t.withSlots(t.trained), t.statistics)
}

// withSlots lists weights, then the optimizer's slots of each.
func (t *suffix) withSlots(weights []network.Param) []network.Param {
	all := slices.Clone(weights)
	for _, p := range weights {
		for _, s := range t.Rule.Slots() {
			all = append(all, network.Param{Name: slotName(p, s), Shape: p.Shape})
		}
	}
	return all
}

func slotName(p network.Param, slot string) string { return "optimizer/" + p.Name + "/" + slot }

// uploadAll uploads the values of parameters.
func (t *suffix) uploadAll(params []network.Param, values map[string][]float32) (all []*tensors.Tensor, err error) {
	for _, p := range params {
		x, err := t.backend.Upload(values[p.Name], p.Shape...)
		if err != nil {
			free(all)
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		all = append(all, x)
	}
	return all, nil
}

// download copies parameters to the host.
func (t *suffix) download(params []network.Param, all []*tensors.Tensor) (map[string][]float32, error) {
	out := map[string][]float32{}
	for i, p := range params {
		v, err := tensors.CopyFlatData[float32](all[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, backend.Explain(err))
		}
		out[p.Name] = v
	}
	return out, nil
}

// donate hands tensors over to the program that is called next: they are gone whether it succeeds or not.
func (t *suffix) donate(all []*tensors.Tensor) (donated []any, err error) {
	for _, x := range all {
		d, err := graph.DonateTensorBuffer(x, t.backend.XLA, 0)
		if err != nil {
			return nil, err
		}
		donated = append(donated, d)
	}
	return donated, nil
}

func free(all []*tensors.Tensor) {
	for _, x := range all {
		x.FinalizeAll()
	}
}
