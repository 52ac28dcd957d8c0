package fit

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
)

// PredictionsFile has what a finished run makes of each test image.
const PredictionsFile = "predictions.csv"

// predictions is that file: the classes by their names, and the probability of each.
func (j *job) predictions(evaluations []Evaluation) run.File {
	return run.File{Name: PredictionsFile, Write: func(w io.Writer) error {
		out := csv.NewWriter(w)
		out.Write(append([]string{"file", "class", "guess", "loss"}, j.data.Classes...))
		for i, v := range evaluations {
			image := j.Test[i]
			row := []string{j.data.Files[image], j.data.Classes[j.data.Labels[image]], j.data.Classes[v.Guess],
				strconv.FormatFloat(v.Loss, 'g', 8, 64)}
			for _, p := range v.Probabilities {
				row = append(row, strconv.FormatFloat(float64(p), 'g', 8, 32))
			}
			out.Write(row)
		}
		out.Flush()
		return out.Error()
	}}
}
