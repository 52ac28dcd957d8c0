// Package versus is the record of one row measured beside another program, as ft bench --peer makes it. Reports read it
// without the packages that measure.
package versus

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/finetune-go/ft/ftlib/run"
)

// Row names one row of the paper's tables: a network and how many of its last layers are trained.
type Row struct {
	Model     string `json:"model"`     // "vgg16" or "resnet50"
	Trainable int    `json:"trainable"` // N of the paper
}

func (r Row) String() string { return fmt.Sprintf("%s-n%d", r.Model, r.Trainable) }

// Result is one row measured beside a peer on one machine, steps of both taken in turn. The file
// results/bench/PEER.json is a JSON list of them, in the order of the paper's tables. An epoch is 646 training images
// in batches of 32 and 162 test images.
type Result struct {
	Row  Row    `json:"row"`
	Peer string `json:"peer"` // "keras" or "torch"

	Seconds float64 `json:"seconds_per_epoch"` // the peer's
	Step    float64 `json:"seconds_per_step"`
	Compile float64 `json:"compile_seconds"`   // building and tracing
	Predict float64 `json:"images_per_second"` // predict

	OursSeconds float64 `json:"ours_seconds_per_epoch"`
	OursStep    float64 `json:"ours_seconds_per_step"`
	OursCompile float64 `json:"ours_compile_seconds"`   // steps and evaluation
	OursPrefix  float64 `json:"ours_prefix_seconds"`    // 808 images, once, compiling included
	OursPredict float64 `json:"ours_images_per_second"` // the prefix of the whole base

	// Ratio is the peer's time by ours for a whole row of 100 epochs: compiling + 100 epochs by compiling + prefix + 100
	// epochs.
	Ratio float64 `json:"ratio_100_epochs"`
	// Difference is the largest one between the class probabilities of the two on the same images before training.
	Difference float64 `json:"largest_probability_difference"`

	Hardware run.Hardware      `json:"hardware"`
	Versions map[string]string `json:"versions"` // ours and the peer's
	Measured string            `json:"measured"` // RFC 3339, UTC
}

// epochs is the length of the row that Ratio is for.
const epochs = 100

// SetRatio computes Ratio from the times.
func (v *Result) SetRatio() {
	v.Ratio = (v.Compile + epochs*v.Seconds) / (v.OursCompile + v.OursPrefix + epochs*v.OursSeconds)
}

// Read reads a file such as results/bench/keras.json.
func Read(path string) ([]Result, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all []Result
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("%s: %w: ft bench --peer writes it anew", path, err)
	}
	return all, nil
}
