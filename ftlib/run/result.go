package run

import "strconv"

// Epoch is one row of history.csv, whose columns have the names that Keras' CSVLogger gives them, in the order of the
// fields (Keras sorts them by name). Epochs count from 1 (Keras counts epochs from 0).
type Epoch struct {
	Epoch       int     // 1 is the first
	Loss        float64 // training loss, running mean over the epoch with dropout on, as Keras' History has it
	Accuracy    float64 // training accuracy, likewise, 0 to 1
	ValLoss     float64 // mean loss over the validation images at the end of the epoch; where there are none, the test images
	ValAccuracy float64 // 0 to 1
	ValCorrect  int     // of these images, those classified correctly

	LearningRate float64 // of the last step, where there is a schedule; else 0
}

// Monitored is the value of a column as history.csv has it, so that what follows from it is the same when a run goes
// on. Columns are loss, accuracy, val_loss and val_accuracy.
func (e Epoch) Monitored(column string) float64 {
	v := map[string]float64{"loss": e.Loss, "accuracy": e.Accuracy, "val_loss": e.ValLoss,
		"val_accuracy": e.ValAccuracy}[column]
	rounded, err := strconv.ParseFloat(number(v), 64)
	if err != nil {
		return v
	}
	return rounded
}

// Result is what a finished run found. It is stored as result.json in the run folder.
type Result struct {
	Name   string `json:"name"` // of the run folder
	Epochs int    `json:"epochs"`
	// whose weights these are, where early stopping keeps the best; else 0
	BestEpoch     int          `json:"best_epoch,omitempty"`
	Train         Score        `json:"train"`               // all training images after the last epoch, dropout off
	Validation    Score        `json:"validation,omitzero"` // all validation images, where there are some
	Test          Score        `json:"test"`                // all test images after the last epoch
	Classes       []string     `json:"classes"`
	Confusion     [][]int      `json:"confusion"` // [true class][predicted class], test images
	Predictions   []Prediction `json:"predictions"`
	Duplicates    int          `json:"duplicates_across_split"` // test images that are byte-identical to a training image
	Seconds       Seconds      `json:"seconds"`
	Prefix        Prefix       `json:"prefix"`
	PeakMemory    int64        `json:"peak_memory_bytes"` // of the process while the run was made
	Parameters    Parameters   `json:"parameters"`
	WeightsDigest string       `json:"weights_digest"` // SHA-256, see package weights
	// likewise, of what the run that it started from had trained
	FromDigest string            `json:"from_digest,omitempty"`
	DataDigest string            `json:"data_digest"` // SHA-256 over file names and contents
	Versions   map[string]string `json:"versions"`    // ft, go, gomlx, go-xla, plugin, kernels, compiler
	Hardware   Hardware          `json:"hardware"`
	Started    string            `json:"started"` // RFC 3339, UTC
}

// Score is an evaluation without dropout.
type Score struct {
	Loss     float64 `json:"loss"` // mean cross-entropy in nats
	Accuracy float64 `json:"accuracy"`
	Correct  int     `json:"correct"`
	Total    int     `json:"total"`
}

// Prediction is the verdict on one test image.
type Prediction struct {
	File  string  `json:"file"` // class/name
	Class int     `json:"class"`
	Guess int     `json:"guess"`
	Loss  float64 `json:"loss"`
}

// Prefix identifies the frozen prefix that a run trained on and counts its computations.
type Prefix struct {
	Fingerprint string `json:"fingerprint"` // the same in all runs that share a prefix
	Computed    int    `json:"computed"`    // how often the cache had computed it when the run began: 1 in all runs of a cut
}

// Seconds says where the time went.
type Seconds struct {
	Prefix  float64 `json:"prefix"`  // computing or reading the frozen prefix
	Compile float64 `json:"compile"` // XLA
	Train   float64 `json:"train"`   // all epochs with their evaluation
	Total   float64 `json:"total"`   // with all epochs; of what else a resumed run took, the last process's
}

// Parameters counts numbers, not tensors.
type Parameters struct {
	Total     int `json:"total"`
	Trainable int `json:"trainable"`
}

// Hardware is what the run ran on.
type Hardware struct {
	Backend string `json:"backend"` // "xla:cpu" or "xla:cuda"
	Device  string `json:"device"`  // processor or GPU
	Threads int    `json:"threads"`
	Memory  int64  `json:"memory_bytes"`
}
