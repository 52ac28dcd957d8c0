package fit

import (
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/internal/frozen"
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/network"
)

// dense is a tail of nothing but trained dense layers on the CPU: the kernels run all of it, optimizer included, and
// hold its state.
type dense struct {
	head     *kernels.Head
	layers   []*network.Layer
	drops    [][]int // indices of the active dropout layers on the input of each layer
	features *frozen.Features
	classes  []int // of each image
}

// newDense returns the head of a tail, or nil where the tail has other layers or some that are not trained.
func newDense(m *network.Model, mask network.Mask, cut network.Cut, batch int, f *frozen.Features, classes []int) *dense {
	if len(cut.Boundary) != 1 {
		return nil
	}
	d := &dense{features: f, classes: classes}
	widths, drops, active := []int{len(f.Data[0]) / f.Rows}, []int(nil), 0
	for i := range m.Layers {
		l := &m.Layers[i]
		switch {
		case !cut.Tail[i] || l.Kind == network.Flatten:
		case l.Kind == network.Dropout:
			if l.Rate > 0 {
				drops = append(drops, active)
				active++
			}
		case l.Kind == network.Dense && mask[i]:
			d.layers, d.drops, drops = append(d.layers, l), append(d.drops, drops), nil
			widths = append(widths, l.Units)
		default:
			return nil
		}
	}
	d.head = kernels.NewHead(widths, max(batch, evaluatedVectors))
	return d
}

// train runs batches from…to of an epoch.
func (d *dense) train(t *Trainer, e *Epoch, from, to int) (loss, correct float64) {
	for ; from < to; from++ {
		first, last := from*t.batch, min(e.items, (from+1)*t.batch)
		items := e.images[first:last]
		logits, width := d.forward(items, d.dropped(t, e, first, last))
		gradient := make([]float32, len(items)*width)
		for i, item := range items {
			v := verdict(logits[i*width:][:t.model.Classes], d.classes[item])
			loss += v.Loss
			if v.Guess == d.classes[item] {
				correct++
			}
			for c, p := range v.Probabilities {
				if c == d.classes[item] {
					p--
				}
				gradient[i*width+c] = p / float32(len(items))
			}
		}
		t.steps++
		d.head.Learn(gradient, len(items), t.rule.Kernel(t.steps))
	}
	return loss, correct
}

// dropped is the dropout of items first…last of an epoch.
func (d *dense) dropped(t *Trainer, e *Epoch, first, last int) [][]kernels.Drop {
	out := make([][]kernels.Drop, len(d.drops))
	for k, list := range d.drops {
		for _, i := range list {
			width := t.drops[i].Output[0]
			out[k] = append(out[k], kernels.Drop{Keep: e.keep[i][first*width : last*width], Scale: float32(1 / (1 - t.drops[i].Rate))})
		}
	}
	return out
}

// evaluate returns a verdict on each of some images.
func (d *dense) evaluate(t *Trainer, images []int) []Verdict {
	out := make([]Verdict, 0, len(images))
	for some := range slices.Chunk(images, t.evalBatch) {
		items := make([]int32, len(some))
		for i, image := range some {
			items[i] = int32(image)
		}
		logits, width := d.forward(items, nil)
		for i, image := range some {
			out = append(out, verdict(logits[i*width:][:t.model.Classes], d.classes[image]))
		}
	}
	return out
}

func (d *dense) forward(items []int32, drops [][]kernels.Drop) (logits []float32, width int) {
	features := d.features.Data[0]
	return d.head.Forward(features, len(features)/d.features.Rows, items, drops)
}

// verdict is the softmax of logits and the cross-entropy of a class, see [network.CrossEntropy].
func verdict(logits []float32, class int) Verdict {
	v := Verdict{Probabilities: make([]float32, len(logits))}
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
	return v
}

// state copies weights and slots out, as [Trainer.State] names them.
func (d *dense) state(t *Trainer) map[string][]float32 {
	out := map[string][]float32{}
	d.each(t, func(layer, slot int, kernel, bias string) {
		p := d.layers[layer].Params
		out[kernel], out[bias] = make([]float32, p[0].Size()), make([]float32, p[1].Size())
		d.head.Get(layer, slot, out[kernel], out[bias])
	})
	return out
}

// setState takes weights and slots over.
func (d *dense) setState(t *Trainer, values map[string][]float32) {
	d.each(t, func(layer, slot int, kernel, bias string) { d.head.Set(layer, slot, values[kernel], values[bias]) })
}

// each calls f with the names of each layer's kernel and bias: of the weights, slot 0, and of what the optimizer keeps.
func (d *dense) each(t *Trainer, f func(layer, slot int, kernel, bias string)) {
	for k, l := range d.layers {
		f(k, 0, l.Params[0].Name, l.Params[1].Name)
		for s, name := range t.rule.Slots() {
			f(k, 1+s, slotName(l.Params[0], name), slotName(l.Params[1], name))
		}
	}
}
