package fit

import (
	"math"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/network"
)

// denseEngine runs a suffix of nothing but trained dense layers on the CPU's kernels, optimizer included; they hold its
// state.
type denseEngine struct {
	*suffix
	head   *kernels.Head
	layers []*network.Layer
	inputs [][]int // indices of the active dropout layers on the input of each layer
}

// newDenseEngine returns the engine of a suffix, or nil where the kernels do not know the update rule, where layers
// have rates of their own, or where the suffix has other layers or some that are not trained.
func newDenseEngine(t *suffix) *denseEngine {
	if _, known := t.Rule.Kernel(1, t.Rule.Rate()); !known || t.factors != nil || len(t.Cut.Boundary) != 1 {
		return nil
	}
	d := &denseEngine{suffix: t}
	widths, drops, active := []int{len(t.features.Data[0]) / t.features.Rows}, []int(nil), 0
	for i := range t.Model.Layers {
		l := &t.Model.Layers[i]
		switch {
		case !t.Cut.Suffix[i] || l.Kind == network.Flatten:
		case l.Kind == network.Dropout:
			if l.Rate > 0 {
				drops = append(drops, active)
				active++
			}
		case l.Kind == network.Dense && t.Mask[i]:
			d.layers, d.inputs, drops = append(d.layers, l), append(d.inputs, drops), nil
			widths = append(widths, l.Units)
		default:
			return nil
		}
	}
	d.head = kernels.NewHead(widths, max(t.batch, evaluatedVectors))
	return d
}

func (d *denseEngine) begin(*Epoch) {}

func (d *denseEngine) whole() bool { return true }

func (d *denseEngine) evaluated() int { return evaluatedVectors }

func (d *denseEngine) train(e *Epoch, from, to int) (loss, correct float64, err error) {
	for ; from < to; from++ {
		items, first := d.items(e, from), from*d.batch
		logits, width := d.forward(items, d.dropped(e, first, first+len(items)))
		gradient, smoothed := make([]float32, len(items)*width), float32(d.Loss.Smoothing)
		for i, item := range items {
			class := d.classes[item]
			out := evaluationOf(logits[i*width:][:d.Model.Classes], class, d.Loss.Smoothing)
			weight := float32(1)
			if d.Loss.Weights != nil {
				weight = d.Loss.Weights[class]
			}
			loss += out.Loss * float64(weight)
			if out.Guess == class {
				correct++
			}
			for c, p := range out.Probabilities {
				truth := smoothed / float32(d.Model.Classes)
				if c == class {
					truth += 1 - smoothed
				}
				gradient[i*width+c] = (p - truth) / float32(len(items)) * weight
			}
		}
		d.steps++
		rule, _ := d.Rule.Kernel(d.steps, float64(e.rates[from]))
		d.head.Learn(gradient, len(items), rule)
	}
	return loss, correct, nil
}

// dropped is the dropout of items first…last of an epoch.
func (d *denseEngine) dropped(e *Epoch, first, last int) [][]kernels.Drop {
	out := make([][]kernels.Drop, len(d.inputs))
	for k, list := range d.inputs {
		for _, i := range list {
			width := d.drops[i].Output[0]
			out[k] = append(out[k], kernels.Drop{Keep: e.keep[i][first*width : last*width],
				Scale: float32(1 / (1 - d.drops[i].Rate))})
		}
	}
	return out
}

func (d *denseEngine) evaluate(images []int) (all []Evaluation, err error) {
	err = inBatches(images, evaluatedVectors, func(batch []int32) error {
		logits, width := d.forward(batch, nil)
		for i, image := range batch {
			all = append(all, evaluationOf(logits[i*width:][:d.Model.Classes], d.classes[image], d.Loss.Smoothing))
		}
		return nil
	})
	return all, err
}

func (d *denseEngine) forward(items []int32, drops [][]kernels.Drop) (logits []float32, width int) {
	features := d.features.Data[0]
	return d.head.Forward(features, len(features)/d.features.Rows, items, drops)
}

// evaluationOf is the softmax of logits and the cross-entropy of a class, as network.Loss computes it in a
// graph; smoothed is the share of the label that all classes get.
func evaluationOf(logits []float32, class int, smoothed float64) Evaluation {
	v := Evaluation{Probabilities: make([]float32, len(logits))}
	for c, x := range logits {
		if x > logits[v.Guess] {
			v.Guess = c
		}
	}
	sum := 0.
	for _, x := range logits {
		sum += math.Exp(float64(x - logits[v.Guess]))
	}
	for c, x := range logits {
		v.Probabilities[c] = float32(math.Exp(float64(x-logits[v.Guess])) / sum)
	}
	v.Loss = math.Log(sum) - float64(logits[class]-logits[v.Guess])
	if smoothed > 0 {
		all := 0.
		for _, x := range logits {
			all += math.Log(sum) - float64(x-logits[v.Guess])
		}
		v.Loss = (1-smoothed)*v.Loss + smoothed*all/float64(len(logits))
	}
	return v
}

func (d *denseEngine) state() (map[string][]float32, error) {
	out := map[string][]float32{}
	d.each(func(layer, slot int, kernel, bias string) {
		p := d.layers[layer].Params
		out[kernel], out[bias] = make([]float32, p[0].Size()), make([]float32, p[1].Size())
		d.head.Get(layer, slot, out[kernel], out[bias])
	})
	return out, nil
}

func (d *denseEngine) setState(values map[string][]float32) error {
	d.each(func(layer, slot int, kernel, bias string) { d.head.Set(layer, slot, values[kernel], values[bias]) })
	return nil
}

// each calls f with the names of each layer's kernel and bias: of the weights, slot 0, and of what the optimizer keeps.
func (d *denseEngine) each(f func(layer, slot int, kernel, bias string)) {
	for k, l := range d.layers {
		f(k, 0, l.Params[0].Name, l.Params[1].Name)
		for s, name := range d.Rule.Slots() {
			f(k, 1+s, slotName(l.Params[0], name), slotName(l.Params[1], name))
		}
	}
}

func (d *denseEngine) close() {}
