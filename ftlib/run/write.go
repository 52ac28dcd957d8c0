package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/finetune-go/ft/internal/fetch"
)

// Save writes what the run has so far into its folder, each file atomically: configuration, history, timing and, when
// it is there, the result.
func (r *Run) Save() error {
	if err := writeJSON(filepath.Join(r.Dir, ConfigFile), r.Config); err != nil {
		return err
	}
	var history, timing bytes.Buffer
	fmt.Fprintln(&history, "epoch,loss,accuracy,val_loss,val_accuracy,val_correct")
	for _, e := range r.History {
		fmt.Fprintf(&history, "%d,%s,%s,%s,%s,%d\n", e.Epoch, number(e.Loss), number(e.Accuracy), number(e.ValLoss), number(e.ValAccuracy), e.ValCorrect)
	}
	fmt.Fprintln(&timing, "epoch,seconds")
	for i, s := range r.EpochSeconds {
		fmt.Fprintf(&timing, "%d,%.4f\n", i+1, s)
	}
	if err := fetch.WriteBytes(filepath.Join(r.Dir, HistoryFile), history.Bytes()); err != nil {
		return err
	}
	if err := fetch.WriteBytes(filepath.Join(r.Dir, TimingFile), timing.Bytes()); err != nil {
		return err
	}
	if r.Result != nil {
		return writeJSON(filepath.Join(r.Dir, ResultFile), r.Result)
	}
	return nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 8, 64) }

func writeJSON(path string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return fetch.WriteBytes(path, append(text, '\n'))
}
