//go:build cgo

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
)

// result is what was measured on one machine.
type result struct {
	Hardware     run.Hardware      `json:"hardware"`
	Versions     map[string]string `json:"versions"` // ours and Keras'
	Measurements []measurement     `json:"measurements"`
}

// measurement is one way of one program, from the folder of images to the accuracy on the test images.
type measurement struct {
	Program   string    `json:"program"` // "keras" or "ft"
	Way       string    `json:"way"`
	Seed      uint32    `json:"seed"`
	Seconds   float64   `json:"seconds"`                         // of ft with empty caches
	Warm      float64   `json:"seconds_filled_caches,omitempty"` // of ft
	Processor float64   `json:"processor_seconds"`               // of all threads, during seconds
	Epochs    int       `json:"epochs"`                          // of all phases
	Test      run.Score `json:"test"`
	Measured  string    `json:"measured"` // RFC 3339, UTC
}

func begin(program, way string, seed uint32) measurement {
	return measurement{Program: program, Way: way, Seed: seed, Measured: time.Now().UTC().Format(time.RFC3339)}
}

// read reads what was measured on this machine: nothing where the file is of another one.
func read(file string, hardware run.Hardware, versions map[string]string) (r result, err error) {
	text, err := fetch.ReadFile(file, 1<<20)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return r, err
	}
	if err == nil {
		if err := json.Unmarshal(text, &r); err != nil {
			return r, fmt.Errorf("%s: %w: remove it to measure anew", file, err)
		}
	}
	if r.Hardware.Device != hardware.Device || r.Hardware.Threads != hardware.Threads {
		r = result{Hardware: hardware, Versions: versions}
	}
	return r, nil
}

// has says whether a measurement has been made.
func (r result) has(program, way string, seed uint32) bool {
	return slices.ContainsFunc(r.Measurements,
		func(m measurement) bool { return m.Program == program && m.Way == way && m.Seed == seed })
}

// mean is that of one way of a program over seeds.
type mean struct {
	seconds, warm, processor, epochs, correct float64
	total                                     int
}

func (r result) mean(program, way string) (out mean, n int) {
	for _, m := range r.Measurements {
		if m.Program == program && m.Way == way {
			out.seconds, out.warm, out.processor = out.seconds+m.Seconds, out.warm+m.Warm, out.processor+m.Processor
			out.epochs, out.correct = out.epochs+float64(m.Epochs), out.correct+float64(m.Test.Correct)
			out.total = m.Test.Total
			n++
		}
	}
	for _, v := range []*float64{&out.seconds, &out.warm, &out.processor, &out.epochs, &out.correct} {
		*v /= float64(n)
	}
	return out, n
}
