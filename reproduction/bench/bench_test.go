package bench

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/reproduction/versus"
)

// TestWork compares with the published counts of the two networks: 15.3 and 3.86 billion multiplications without head,
// an addition to each.
func TestWork(t *testing.T) {
	for name, want := range map[string]float64{"vgg16": 30.69e9, "resnet50": 7.72e9} {
		m, err := network.New(name, 224, "", 4)
		if err != nil {
			t.Fatal(err)
		}
		w := workOf(m, make(network.Mask, len(m.Layers)), m.At(m.Layers[m.Base-1].Name))
		if !(math.Abs(w.prefix/want-1) <= 0.01) {
			t.Errorf("%s: %.4g FLOP, published are %.4g", name, w.prefix, want)
		}
		mask, err := m.ParseMask("all")
		if err != nil {
			t.Fatal(err)
		}
		w = workOf(m, mask, m.Cut(mask))
		first := flop(*m.Layer(map[string]string{"vgg16": "block1_conv1", "resnet50": "conv1_conv"}[name]))
		if w.prefix != 0 || w.step != 3*w.suffix-first { // nothing below the first layer wants a gradient
			t.Errorf("%s trained whole: %+v", name, w)
		}
	}
}

// TestRegressions checks that only what is more than a tenth slower on the same machine is told.
func TestRegressions(t *testing.T) {
	row := versus.Row{Model: "vgg16", Trainable: 3}
	report := func(seconds float64) *Report {
		r := &Report{Rows: []Training{{Row: row, Seconds: seconds, Prefix: 10}}}
		r.Hardware.Device, r.Hardware.Threads = "Some CPU", 2
		r.Versions = map[string]string{"kernels": "avx2"}
		return r
	}
	if lines, same := report(1.09).Regressions(report(1)); len(lines) != 0 || !same {
		t.Errorf("9 %% slower: %v", lines)
	}
	if lines, _ := report(1.2).Regressions(report(1)); len(lines) != 1 {
		t.Errorf("20 %% slower: %v", lines)
	}
	other := report(0.1)
	other.Hardware.Threads = 8
	if lines, same := report(1).Regressions(other); same || len(lines) != 0 {
		t.Error("another machine was compared with")
	}
	path := report(1).Path(t.TempDir())
	if filepath.Base(path) != "some-cpu-avx2-2.json" {
		t.Error(path)
	}
	if err := Write(path, report(1)); err != nil {
		t.Fatal(err)
	}
	if back, err := Read(path); err != nil || back.Rows[0] != report(1).Rows[0] {
		t.Errorf("read back %+v, %v", back, err)
	}
}

// TestRows checks the names by which rows are chosen.
func TestRows(t *testing.T) {
	if all := Rows(); len(all) != 8 || all[0].String() != "vgg16-n3" || all[7].String() != "resnet50-n38" {
		t.Error(all)
	}
}
