package frozen

import (
	"slices"

	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/network"
)

// fused is a step of a prefix on the CPU's kernels: a convolution with what follows it, or a pooling.
type fused struct {
	layer *network.Layer // Conv, MaxPool or AvgPool
	norm  *network.Layer // batch norm behind a convolution, which its weights take in; nil if there is none
	in    string         // layer whose value it reads
	side  string         // layer whose value is added; "" for none
	relu  bool
	pool  bool   // 2x2 max-pooling behind the ReLU
	pad   int    // zeros around the input
	out   string // layer whose value it gives
}

// winograd says whether a step is a 3x3 convolution for the Winograd kernels, which read padded images.
func (f *fused) winograd() bool {
	l := f.layer
	return l.Kind == network.Conv && l.Kernel == 3 && l.Stride == 1 && l.Same && f.relu && f.pad == 0
}

// fuse turns a prefix into steps, or returns nil where a layer or the way in which layers are joined is none that the
// kernels cover: then XLA computes it.
func fuse(m *network.Model, boundary []string) []*fused {
	need := map[string]bool{}
	for i := len(m.Layers) - 1; i >= 0; i-- {
		l := &m.Layers[i]
		if need[l.Name] = need[l.Name] || slices.Contains(boundary, l.Name); need[l.Name] {
			for _, in := range l.Inputs {
				need[in] = true
			}
		}
	}
	readers := map[string][]*network.Layer{}
	for i := range m.Layers {
		if l := &m.Layers[i]; need[l.Name] {
			for _, in := range l.Inputs {
				readers[in] = append(readers[in], l)
			}
		}
	}
	var steps []*fused
	done := map[string]bool{m.Layers[0].Name: true} // layers whose value is there, or lies within a step
	given := map[string]bool{m.Layers[0].Name: true}
	for i := range m.Layers {
		l := &m.Layers[i]
		if !need[l.Name] || done[l.Name] {
			continue
		}
		f := &fused{layer: l, in: l.Inputs[0], out: l.Name}
		if in := m.Layer(f.in); in.Kind == network.Pad && len(readers[in.Name]) == 1 {
			f.pad, f.in = in.Padding, in.Inputs[0]
		}
		switch {
		case l.Kind == network.Pad && len(readers[l.Name]) == 1 && !slices.Contains(boundary, l.Name):
			done[l.Name] = true
			continue
		case l.Kind == network.Flatten && given[f.in]:
			f.layer = nil
		case l.Kind == network.Conv:
			f.relu = l.Activation == "relu"
			f.absorb(readers, given, done, boundary)
		case l.Kind == network.MaxPool && l.Kernel == 3 && l.Stride == 2 && f.pad == 1, l.Kind == network.AvgPool:
		default:
			return nil
		}
		if !given[f.in] || !f.covered(m) {
			return nil
		}
		done[l.Name], given[f.out] = true, true
		steps = append(steps, f)
	}
	for _, name := range boundary {
		if !given[name] {
			return nil
		}
	}
	return steps
}

// absorb takes the layers behind a convolution into its step, as long as nothing else reads the values between.
func (f *fused) absorb(readers map[string][]*network.Layer, given, done map[string]bool, boundary []string) {
	for !f.pool && !slices.Contains(boundary, f.out) && len(readers[f.out]) == 1 {
		l := readers[f.out][0]
		switch {
		case l.Kind == network.BatchNorm && f.norm == nil && !f.relu && f.side == "":
			f.norm = l
		case l.Kind == network.ReLU && !f.relu:
			f.relu = true
		case l.Kind == network.Add && f.side == "" && !f.relu && f.layer.Kernel == 1:
			f.side = l.Inputs[0]
			if f.side == f.out {
				f.side = l.Inputs[1]
			}
			if !given[f.side] {
				f.side = ""
				return
			}
		case l.Kind == network.MaxPool && l.Kernel == 2 && l.Stride == 2 && f.winograd():
			f.pool = true
		default:
			return
		}
		f.out = l.Name
		done[l.Name] = true
	}
}

// covered says whether the kernels can do the step.
func (f *fused) covered(m *network.Model) bool {
	l := f.layer
	if l == nil || l.Kind != network.Conv {
		return true
	}
	if !kernels.Fits(l.Units) {
		return false
	}
	image := f.in == m.Layers[0].Name
	return f.winograd() || l.Kernel == 1 && !image || image && !l.Same && f.side == ""
}
