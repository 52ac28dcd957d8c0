package report

import (
	"fmt"
	"math"
	"strconv"

	"github.com/finetune-go/ft/reproduction/paper"
)

// Table is table id of the paper, 1 to 9, beside ours: one line for each of the paper's numbers, with our mean,
// deviation and range over the seeds, the difference and the verdict by [Rule].
func (b *Book) Table(id int) (Table, error) {
	if id == 9 {
		return b.nine(), nil
	}
	t, err := paper.TableOf(id)
	if err != nil {
		return Table{}, err
	}
	out := Table{
		Name: fmt.Sprintf("table%d", id), Caption: t.Title(),
		Columns: []Column{
			{"N", true}, {Head: "quantity"}, {"paper", true}, {"ours", true}, {"range", true}, {"seeds", true},
			{"difference", true}, {Head: "verdict"},
		},
		Notes: append(b.missing(t), b.fill(t)...),
	}
	for _, row := range t.Rows {
		all := b.Measurements(row)
		for _, q := range Quantities(t.Protocol) {
			s := q.Ours(all)
			line := []string{strconv.Itoa(row.Trainable), q.Label(), q.Number(q.Paper(row)), string(NotRun), "", "", "", string(q.Judge(row, all))}
			if len(all) > 0 {
				line[3], line[4], line[5] = s.Text(q.Number), s.Range(q.Number), strconv.Itoa(s.N)
				line[6] = q.difference(s.Mean, q.Paper(row))
				if q.Unit == "s" { // different machines: a difference would invite a judgement
					line[6] = ""
				}
			}
			out.Rows = append(out.Rows, line)
		}
	}
	return out, nil
}

// Layout is table id, 1 to 8, in the paper's own layout: one line for each number of trainable layers, each of the
// paper's columns beside ours.
func (b *Book) Layout(id int) (Table, error) {
	t, err := paper.TableOf(id)
	if err != nil {
		return Table{}, err
	}
	out := Table{
		Name: fmt.Sprintf("table%d-layout", id), Caption: t.Title() + ", paper and ours",
		Columns: []Column{{"N", true}}, Over: []string{""},
		Notes: b.missing(t),
	}
	for _, q := range Quantities(t.Protocol) {
		out.Columns = append(out.Columns, Column{"paper", true}, Column{"ours", true})
		out.Over = append(out.Over, q.Label(), q.Label())
	}
	for _, row := range t.Rows {
		all := b.Measurements(row)
		line := []string{strconv.Itoa(row.Trainable)}
		for _, q := range Quantities(t.Protocol) {
			ours := string(NotRun)
			if len(all) > 0 {
				ours = q.Ours(all).Text(q.Number)
			}
			line = append(line, q.Number(q.Paper(row)), ours)
		}
		out.Rows = append(out.Rows, line)
	}
	return out, nil
}

// Source is table id, 1 to 8, for programs: every number in full, with our interval and the runs it comes from.
// Its CSV file is what the other formats are checked against.
func (b *Book) Source(id int) (Table, error) {
	t, err := paper.TableOf(id)
	if err != nil {
		return Table{}, err
	}
	out := Table{Name: fmt.Sprintf("table%d", id), Caption: t.Title()}
	for _, head := range []string{
		"table", "model", "protocol", "epochs", "trainable", "quantity", "unit", "paper", "seeds", "ours_mean", "ours_std",
		"ours_min", "ours_max", "interval_low", "interval_high", "difference", "verdict", "shared_seeds", "command",
	} {
		out.Columns = append(out.Columns, Column{Head: head})
	}
	for _, row := range t.Rows {
		all := b.Measurements(row)
		for _, q := range Quantities(t.Protocol) {
			line := []string{
				strconv.Itoa(id), t.Model, t.Protocol, strconv.Itoa(t.Epochs), strconv.Itoa(row.Trainable), q.Name, q.Unit,
				full(q.Paper(row)), strconv.Itoa(len(all)), "", "", "", "", "", "", "", string(q.Judge(row, all)), "", Command(row),
			}
			if len(all) > 0 {
				s := q.Ours(all)
				line[9], line[11], line[12] = full(s.Mean), full(s.Min), full(s.Max)
				if s.N > 1 {
					line[10] = full(s.Std)
				}
				if low, high, ok := q.interval(all); ok {
					line[13], line[14] = full(low), full(high)
				}
				line[15] = full(s.Mean - q.Paper(row))
				line[17] = strconv.Itoa(sharedSeeds(all))
			}
			out.Rows = append(out.Rows, line)
		}
	}
	return out, nil
}

// RunTable lists what was read from each run for table id: the folds of a cross-validation, the seeds of a hold-out.
func (b *Book) RunTable(id int) (Table, error) {
	t, err := paper.TableOf(id)
	if err != nil {
		return Table{}, err
	}
	out := Table{Name: fmt.Sprintf("table%d-runs", id), Caption: t.Title() + ", run by run"}
	for _, head := range []string{
		"trainable", "seed", "fold", "epoch", "correct", "images", "test_accuracy", "test_loss", "train_accuracy", "train_loss", "seconds", "run",
	} {
		out.Columns = append(out.Columns, Column{head, head != "run"})
	}
	for _, row := range t.Rows {
		for _, m := range b.Measurements(row) {
			for _, r := range m.Runs {
				e := r.History[m.Epoch-1]
				fold := ""
				if t.Protocol == paper.FiveFold {
					fold = strconv.Itoa(r.Config.Split.Fold)
				}
				out.Rows = append(out.Rows, []string{
					strconv.Itoa(row.Trainable), strconv.Itoa(int(m.Seed)), fold, strconv.Itoa(m.Epoch), strconv.Itoa(e.ValCorrect),
					strconv.Itoa(testImages(r, e)), full(100 * e.ValAccuracy), full(e.ValLoss), full(100 * e.Accuracy), full(e.Loss),
					full(seconds(r, m.Epoch)), r.Name(),
				})
			}
		}
	}
	return out, nil
}

// full writes a number with nine digits: more than anything here is sure of, and the same on every machine.
func full(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', 9, 64)
}

// interval is our 95 % interval in the quantity's unit, for accuracies.
func (q Quantity) interval(all []Measurement) (low, high float64, ok bool) {
	k, n := pooled(all)
	switch q.Name {
	case testAccuracy.Name, meanAccuracy.Name:
	case trainAccuracy.Name:
		k, n = q.Ours(all).Mean/100*paper.TrainImages, paper.TrainImages
	default:
		return 0, 0, false
	}
	low, high = Wilson(k, n)
	return 100 * low, 100 * high, true
}
