package evaluate

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/table"
)

// SummaryTable is a short table of measures, each with its interval where it has one. Notes say what to know about
// them.
func SummaryTable(m *metrics.Summary) table.Table {
	t := CountedTable(m.Counted)
	digits := table.Decimals(4)
	add := func(name string, v metrics.Number) { t.Rows = append(t.Rows, []string{name, digits(float64(v)), ""}) }
	for k, s := range m.Top {
		if k > 0 {
			t.Rows = append(t.Rows, shareRow(fmt.Sprintf("among the %d most likely", k+1), s))
		}
	}
	add("log loss (nats)", m.LogLoss)
	add("Brier score", m.Brier)
	add("area under the ROC curve", m.ROCAUC)
	add("average precision", m.AveragePrecision)
	add("expected calibration error", m.Calibration.Expected)
	return t
}

// CountedTable is that of what a confusion matrix alone tells.
func CountedTable(m metrics.Counted) table.Table {
	t := columns("metrics", "", 2, "measure", "value", "95 % interval")
	digits := table.Decimals(4)
	t.Rows = append(t.Rows, shareRow("accuracy", m.Accuracy))
	for _, row := range []struct {
		name string
		v    metrics.Number
	}{{"balanced accuracy", m.BalancedAccuracy}, {"F1, mean over classes", m.Macro.F1},
		{"F1, mean over images", m.Weighted.F1}} {
		t.Rows = append(t.Rows, []string{row.name, digits(float64(row.v)), ""})
	}
	return t
}

func shareRow(name string, s metrics.Share) []string {
	digits := table.Decimals(4)
	return []string{name, digits(float64(s.Value)), digits(float64(s.Low)) + " to " + digits(float64(s.High))}
}

// Notes say what to know about the images, a line each.
func (a *Answers) Notes() []string {
	notes := []string{fmt.Sprintf("Images of %s: %d.", a.Root, len(a.Images))}
	add := func(count int, format string, values ...any) {
		if count > 0 {
			notes = append(notes, fmt.Sprintf(format, values...))
		}
	}
	add(a.Trained, "Copies of images that the network was trained on: %d. They prove nothing.", a.Trained)
	add(len(a.Changed), "%s", ChangedNote(a.Changed))
	add(len(a.Unread), "Left out, cannot be read: %d.", len(a.Unread))
	add(len(a.Unknown), "Left out, folders named like none of the classes: %s.", some(a.Unknown))
	add(len(a.Missing), "Classes without an image: %s.", some(a.Missing))
	if a.Temperature != 1 {
		notes = append(notes, fmt.Sprintf("Probabilities are at temperature %.4g.", a.Temperature))
	}
	return notes
}
