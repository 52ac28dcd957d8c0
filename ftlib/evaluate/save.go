package evaluate

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/fetch"
)

// Record is what metrics.json has.
type Record struct {
	Run         string   `json:"run"`
	Data        string   `json:"data"`
	Unread      []Unread `json:"unread"`
	Unknown     []string `json:"unknown_folders"`
	Missing     []string `json:"classes_without_images"`
	Trained     int      `json:"images_trained_on"`
	Changed     []string `json:"changed_images"`
	Temperature float64  `json:"temperature"`
	*metrics.Summary
}

// Record puts the measures beside what they are of. Lists are empty rather than nil.
func (a *Answers) Record() (*Record, error) {
	m, err := a.Metrics()
	if err != nil {
		return nil, err
	}
	return &Record{Run: a.Run.Name(), Data: a.Root, Unread: append([]Unread{}, a.Unread...),
		Unknown: append([]string{}, a.Unknown...), Missing: append([]string{}, a.Missing...), Trained: a.Trained,
		Changed: append([]string{}, a.Changed...), Temperature: a.Temperature, Summary: m}, nil
}

// Save writes metrics.json, classes.csv, predictions.csv and the figures below a folder.
func (a *Answers) Save(dir string) error {
	r, err := a.Record()
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	figures, err := a.Figures(r.Summary)
	if err != nil {
		return err
	}
	if err := ClassTable(r.Summary.Counted).Save(filepath.Join(dir, "classes.csv")); err != nil {
		return err
	}
	if err := a.table().Save(filepath.Join(dir, "predictions.csv")); err != nil {
		return err
	}
	for _, f := range figures {
		if err := f.SaveAll(dir); err != nil {
			return err
		}
	}
	return fetch.WriteBytes(filepath.Join(dir, "metrics.json"), append(text, '\n'))
}

// ClassTable has a row for each class and one for each mean.
func ClassTable(m metrics.Counted) table.Table {
	t := columns("classes", "", 4, "class", "precision", "recall", "F1", "images")
	number := func(n metrics.Number) string { return table.Decimals(4)(float64(n)) }
	for _, c := range m.Classes {
		t.Rows = append(t.Rows, []string{c.Name, number(c.Precision), number(c.Recall), number(c.F1),
			strconv.Itoa(c.Support)})
	}
	for _, mean := range []struct {
		name string
		metrics.Means
	}{{"mean over classes", m.Macro}, {"mean over images", m.Weighted}} {
		t.Rows = append(t.Rows, []string{mean.name, number(mean.Precision), number(mean.Recall), number(mean.F1),
			strconv.Itoa(m.Images)})
	}
	return t
}

// table has a row for each image: its class, the guess, the loss and all probabilities.
func (a *Answers) table() table.Table {
	t := columns("predictions", "", 1, "file", "class", "guess", "loss")
	for _, c := range a.Classes {
		t.Columns = append(t.Columns, table.Column{Head: c, Right: true})
	}
	for _, image := range a.Images {
		row := []string{image.File, a.Classes[image.Class], a.Classes[image.Guess()],
			strconv.FormatFloat(image.Loss(), 'g', 6, 64)}
		for _, p := range image.Probabilities {
			row = append(row, strconv.FormatFloat(p, 'f', 6, 64))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Guess is the most likely class.
func (i Image) Guess() int { return metrics.Guess(i.Probabilities) }

// Loss is the cross-entropy in nats.
func (i Image) Loss() float64 { return metrics.LossOf(i.Probabilities[i.Class]) }

// mostCurves is how many classes have a curve each in one figure that can still be read.
const mostCurves = 7

// Figures are the confusion matrix, the reliability diagram, and ROC and precision-recall curves where there are few
// classes: of two the second's, of more each against all others.
func (a *Answers) Figures(m *metrics.Summary) ([]*figure.Figure, error) {
	of := fmt.Sprintf("%s on %d images", a.Run.Name(), m.Images)
	confusion, err := figure.Counts("confusion", fmt.Sprintf("Images by true and predicted class: %s; %d are right.", of,
		m.Accuracy.Count), a.Classes, m.Confusion)
	if err != nil {
		return nil, err
	}
	figures := []*figure.Figure{confusion, figure.Reliability("reliability", fmt.Sprintf(
		"How often guesses of each probability are right: %s. Bars on the diagonal are right as often as they say; "+
			"numbers count images. Expected calibration error %.3f.",
		of, m.Calibration.Expected), m.Calibration)}
	truth, probabilities := a.truth()
	var roc, pr []figure.Line
	for k, c := range m.Classes {
		if len(a.Classes) == 2 && k == 0 || c.Support == 0 || c.Support == m.Images {
			continue
		}
		curve, err := metrics.CurveFor(k, truth, probabilities)
		if err != nil {
			return nil, err
		}
		alarms, found := curve.ROC()
		roc = append(roc, figure.Line{Name: fmt.Sprintf("%.3f %s", c.ROCAUC, c.Name), X: alarms, Y: found})
		precision, recall := curve.PR()
		pr = append(pr, stairs(figure.Line{Name: fmt.Sprintf("%.3f %s", c.AveragePrecision, c.Name), X: recall,
			Y: precision}))
	}
	if len(roc) == 0 || len(roc) > mostCurves {
		return figures, nil
	}
	against := "each class against all others"
	if len(a.Classes) == 2 {
		against = fmt.Sprintf("%q against %q", a.Classes[1], a.Classes[0])
	}
	return append(figures,
		figure.Square("roc", fmt.Sprintf("ROC curves, %s: %s. Numbers are areas under the curves.", against, of),
			"false alarms, share of the other images", "found, share of the class", true, roc...),
		figure.Square("precision-recall", fmt.Sprintf("Precision and recall, %s: %s. Numbers are average precisions.",
			against, of), "recall", "precision", false, pr...)), nil
}

// stairs goes from point to point as average precision does: each precision holds for all of the rise to its recall.
func stairs(l figure.Line) figure.Line {
	out := figure.Line{Name: l.Name}
	for i := range l.X {
		if i > 0 {
			out.X, out.Y = append(out.X, l.X[i-1]), append(out.Y, l.Y[i])
		}
		out.X, out.Y = append(out.X, l.X[i]), append(out.Y, l.Y[i])
	}
	return out
}
