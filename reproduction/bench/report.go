package bench

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/reproduction/versus"
)

// Report is what ft bench measured on one machine, in the file results/bench/MACHINE.json. Rates are in GFLOP/s of
// direct convolutions; shares are of the machine's peak, which fewer multiplications can exceed.
type Report struct {
	Measured string            `json:"measured"` // RFC 3339, UTC
	Hardware run.Hardware      `json:"hardware"`
	Versions map[string]string `json:"versions"`
	Peak     float64           `json:"peak_gflops"` // a float32 product of 2048x2048 matrices through XLA
	Start    *Start            `json:"start,omitempty"`
	Networks []Network         `json:"networks,omitempty"`
	Rows     []Training        `json:"rows,omitempty"`
}

// Start is how long the first answer takes.
type Start struct {
	Open    float64 `json:"open_seconds"`    // XLA's plugin, in this process
	Predict float64 `json:"predict_seconds"` // ft predict on one image with ResNet50, from its start to its end, weights at hand
}

// Network is how fast images go through a whole network.
type Network struct {
	Model       string  `json:"model"`
	Prefix      float64 `json:"prefix_images_per_second"` // its base
	Compile     float64 `json:"prefix_compile_seconds"`
	Rate        float64 `json:"prefix_gflops"`
	Share       float64 `json:"prefix_share"`
	Predict     float64 `json:"predict_images_per_second"` // base and head
	PredictRate float64 `json:"predict_gflops"`
	Memory      int64   `json:"peak_memory_bytes"`
}

// Training is how fast a row of the paper trains, once its prefix is there.
type Training struct {
	Row        versus.Row `json:"row"`
	Seconds    float64    `json:"seconds_per_epoch"` // with its evaluation
	Step       float64    `json:"seconds_per_step"`
	Evaluation float64    `json:"evaluation_seconds"` // of the test images
	Compile    float64    `json:"compile_seconds"`
	Prefix     float64    `json:"prefix_seconds"` // all images, once, compiling included
	Rate       float64    `json:"step_gflops"`
	Share      float64    `json:"step_share"`
	Memory     int64      `json:"peak_memory_bytes"`
	Overhead   *Overhead  `json:"overhead,omitempty"` // head-only rows
}

// Path is where the report of a machine lies below a folder of results.
func (r *Report) Path(results string) string {
	return filepath.Join(results, "bench", r.machine()+".json")
}

// machine names it: "amd-epyc-avx2-2". Clouds call processors of several generations by one name.
func (r *Report) machine() string {
	words := strings.FieldsFunc(strings.ToLower(r.Hardware.Device),
		func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if set := r.Versions["kernels"]; set != "" {
		words = append(words, set)
	}
	return strings.Join(append(words, strconv.Itoa(r.Hardware.Threads)), "-")
}

// Read reads a report; a missing file is nil.
func Read(path string) (*Report, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r := &Report{}
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("%s: %w: ft bench writes it anew", path, err)
	}
	return r, nil
}

// Write writes a report or a list of comparisons as JSON.
func Write(path string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return fetch.Save(path, fetch.Content(append(text, '\n')))
}
