//go:build cgo

package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/document"
)

// TestWays resolves what ft is asked for: what is trained is what job.py trains.
func TestWays(t *testing.T) {
	for _, w := range rows {
		if _, ok := theirs[w.keras]; !ok {
			t.Errorf("Keras has no way %s", w.keras)
		}
		all := members(w.ft, "photos", "run", 1)
		if n := map[bool]int{true: 2, false: 1}[w.ft == "phases"]; len(all) != n {
			t.Errorf("%s is %d runs, want %d", w.ft, len(all), n)
		}
		for i, m := range all {
			setup, err := fit.Catalog{}.Resolve(m.Config, len(photos.Classes))
			if err != nil {
				t.Fatalf("%s: %v", w.ft, err)
			}
			want := "fc1 output"
			if i == 1 {
				want = "conv5_block3_1_conv conv5_block3_2_conv conv5_block3_3_conv fc1 output"
			}
			if got := strings.Join(setup.Trained(), " "); got != want {
				t.Errorf("%s trains %s, want %s", w.ft, got, want)
			}
		}
	}
}

// TestTable has means over seeds, and an interval of one test of so many images.
func TestTable(t *testing.T) {
	r := result{}
	for seed := range uint32(2) {
		more := float64(seed)
		r.Measurements = append(r.Measurements,
			measurement{Program: "keras", Way: "head", Seed: seed, Seconds: 90 + 20*more, Processor: 180, Epochs: 10,
				Test: run.Score{Correct: 120, Total: 150}},
			measurement{Program: "ft", Way: "head", Seed: seed, Seconds: 20, Warm: 4, Processor: 30, Epochs: 8 + int(seed),
				Test: run.Score{Correct: 130 + 4*int(seed), Total: 150}})
	}
	const want = "2|100.0|20.0|4.0|5.0|25|6.0|80.0 (72.9 to 85.6)|88.0 (81.8 to 92.3)|10, 8.5"
	if got := strings.Join(r.table().Rows[0][1:], "|"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestRead goes on with what was measured on the same machine, and begins anew on another one.
func TestRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keras.json")
	here := run.Hardware{Device: "a processor"}
	old := result{Hardware: here, Measurements: []measurement{begin("ft", "head", 1)}}
	if err := document.Record(file, old); err != nil {
		t.Fatal(err)
	}
	for device, want := range map[string]bool{"a processor": true, "another": false} {
		r, err := read(file, run.Hardware{Device: device}, nil)
		if err != nil || r.has("ft", "head", 1) != want {
			t.Errorf("%s: %v, %v", device, r, err)
		}
	}
}
