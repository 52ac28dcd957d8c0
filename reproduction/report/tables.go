package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// newTable begins a table of the report.
func newTable(name, caption string, columns ...table.Column) table.Table {
	return table.Table{Name: name, Caption: caption, Columns: columns, Writer: "ft report"}
}

// words and numbers are heads of columns.
func words(head string) table.Column   { return table.Column{Head: head} }
func numbers(head string) table.Column { return table.Column{Head: head, Right: true} }

// Table is table id of the paper, 1 to 9, beside ours: one line for each of the paper's numbers, with our mean,
// deviation and range over the seeds, the difference and the verdict.
func (b *Book) Table(id int) (table.Table, error) {
	if id == 9 {
		return b.nine(), nil
	}
	t, err := paper.TableOf(id)
	if err != nil {
		return table.Table{}, err
	}
	out := newTable(fmt.Sprintf("table%d", id), t.Title(),
		numbers("N"), words("quantity"), numbers("paper"), numbers("ours"), numbers("range"), numbers("seeds"),
		numbers("difference"), words("verdict"))
	out.Notes = b.notes(t)
	for _, l := range b.lines(id) {
		for _, r := range l.inTables() {
			out.Rows = append(out.Rows, []string{
				strconv.Itoa(r.row.Trainable), r.label(), r.theirText(), r.ourText(), r.between(), r.seedCount(), r.difference(),
				string(r.agreement),
			})
		}
	}
	return out, nil
}

// layout is table id, 1 to 8, in the paper's own layout: one line for each number of trainable layers, each of the
// paper's columns beside ours.
func (b *Book) layout(id int) (table.Table, error) {
	t, err := paper.TableOf(id)
	if err != nil {
		return table.Table{}, err
	}
	out := newTable(fmt.Sprintf("table%d-layout", id), t.Title()+", paper and ours", numbers("N"))
	out.Over, out.Notes = []string{""}, b.missing(t)
	for i, l := range b.lines(id) {
		row := []string{strconv.Itoa(l.row().Trainable)}
		for _, r := range l.inTables() {
			if i == 0 {
				out.Columns = append(out.Columns, numbers("paper"), numbers("ours"))
				out.Over = append(out.Over, r.label(), r.label())
			}
			row = append(row, r.theirText(), r.ourText())
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// source is table id, 1 to 8, for programs: every number in full, with our interval and the runs it comes from.
// Its CSV file is what the other formats are checked against.
func (b *Book) source(id int) (table.Table, error) {
	t, err := paper.TableOf(id)
	if err != nil {
		return table.Table{}, err
	}
	out := newTable(fmt.Sprintf("table%d", id), t.Title())
	for _, head := range []string{
		"table", "model", "protocol", "epochs", "trainable", "quantity", "unit", "paper", "seeds", "ours_mean", "ours_std",
		"ours_min", "ours_max", "interval_low", "interval_high", "difference", "verdict", "shared_seeds", "command",
	} {
		out.Columns = append(out.Columns, words(head))
	}
	for _, l := range b.lines(id) {
		for _, r := range l.inTables() {
			std, shared := math.NaN(), ""
			if r.ours.n > 1 {
				std = r.ours.std
			}
			if r.run() {
				shared = strconv.Itoa(sharedSeeds(r.seeds))
			}
			out.Rows = append(out.Rows, []string{
				strconv.Itoa(id), t.Model, t.Protocol, strconv.Itoa(t.Epochs), strconv.Itoa(r.row.Trainable), r.name, r.unit,
				full(r.paper), strconv.Itoa(len(r.seeds)), full(r.ours.mean), full(std), full(r.ours.min), full(r.ours.max),
				full(100 * r.low), full(100 * r.high), full(r.ours.mean - r.paper), string(r.agreement), shared, rowCommand(r.row),
			})
		}
	}
	return out, nil
}

// RunTable lists what was read from each run for table id: the folds of a cross-validation, the seeds of a hold-out.
func (b *Book) RunTable(id int) (table.Table, error) {
	t, err := paper.TableOf(id)
	if err != nil {
		return table.Table{}, err
	}
	out := newTable(fmt.Sprintf("table%d-runs", id), t.Title()+", run by run")
	for _, head := range []string{
		"trainable", "seed", "fold", "epoch", "correct", "images", "test_accuracy", "test_loss", "train_accuracy",
		"train_loss", "seconds", "run",
	} {
		out.Columns = append(out.Columns, table.Column{Head: head, Right: head != "run"})
	}
	for _, l := range b.lines(id) {
		for _, m := range l.seeds() {
			for _, r := range m.runs {
				e := r.History[m.epoch-1]
				fold := ""
				if t.Protocol == paper.FiveFold {
					fold = strconv.Itoa(r.Config.Split.Fold)
				}
				out.Rows = append(out.Rows, []string{
					strconv.Itoa(l.row().Trainable), strconv.Itoa(int(m.seed)), fold, strconv.Itoa(m.epoch),
					strconv.Itoa(e.ValCorrect),
					strconv.Itoa(testImages(r, e)), full(100 * e.ValAccuracy), full(e.ValLoss), full(100 * e.Accuracy), full(e.Loss),
					full(r.Seconds(m.epoch)), r.Name(),
				})
			}
		}
	}
	return out, nil
}

// RunList is RunTable for people: fewer columns, three digits.
func (b *Book) RunList(id int) (table.Table, error) {
	all, err := b.RunTable(id)
	if err != nil {
		return all, err
	}
	short := newTable(all.Name, all.Caption)
	heads := map[string]string{"trainable": "N", "seed": "seed", "fold": "fold", "test_accuracy": "test accuracy (%)",
		"test_loss":  "test loss",
		"train_loss": "train loss", "seconds": "seconds"}
	var keep []int
	for i, c := range all.Columns {
		if head := heads[c.Head]; head != "" && !(head == "fold" && len(all.Rows) > 0 && all.Rows[0][i] == "") {
			keep = append(keep, i)
			short.Columns = append(short.Columns, numbers(head))
		}
	}
	for _, row := range all.Rows {
		var cells []string
		for _, i := range keep {
			cell := row[i]
			if v, err := strconv.ParseFloat(cell, 64); err == nil && strings.ContainsAny(cell, ".e") {
				cell = table.Digits(3)(v)
			}
			cells = append(cells, cell)
		}
		short.Rows = append(short.Rows, cells)
	}
	short.Notes = []string{"All columns with all digits are in `results/tables/" + all.Name + ".csv`."}
	return short, nil
}

// full writes a number with nine digits: more than anything here is sure of, and the same on every machine.
func full(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', 9, 64)
}

// summary is the table of the rows that were run, a line each: the paper's main numbers beside ours.
func (b *Book) summary() table.Table {
	t := newTable("summary", "The rows that were run: test accuracy and test loss",
		numbers("table"), words("network"), numbers("N"), words("split"), numbers("epochs"), numbers("seeds"),
		numbers("paper"), numbers("ours"), numbers("95 % interval"), words("verdict"), numbers("last 10 epochs"),
		numbers("paper"), numbers("ours"), words("verdict"))
	t.Over = []string{"", "", "", "", "", "", "accuracy (%)", "accuracy (%)", "accuracy (%)", "accuracy (%)",
		"accuracy (%)", "loss", "loss", "loss"}
	t.Notes = []string{
		"Ours is the mean ± sample standard deviation over seeds. The interval is of one test on as many images as the " +
			"paper's; an accuracy agrees when the paper's lies inside, give or take half an image.",
		"Last 10 epochs: the range of our accuracy over them and over the seeds. Where it is wide, a verdict on one " +
			"seed depends on the epoch at which the training ended.",
	}
	for _, l := range b.measured() {
		row, accuracy, loss := l.row(), l.accuracy(), l.loss()
		low, high := accuracy.number(100*accuracy.low), accuracy.number(100*accuracy.high)
		t.Rows = append(t.Rows, []string{
			strconv.Itoa(row.Table), paper.ModelName(row.Model), strconv.Itoa(row.Trainable),
			splitName(row.Protocol), strconv.Itoa(row.Epochs), accuracy.seedCount(),
			accuracy.theirText(), accuracy.ourText(), low + " to " + high, string(accuracy.agreement), recent(accuracy),
			loss.theirText(), loss.ourText(), string(loss.agreement),
		})
	}
	return t
}

// recent is the range of the accuracy over the last epochs and the seeds.
func recent(r record) string {
	var values []float64
	for _, m := range r.seeds {
		values = append(values, m.recent...)
	}
	s := summaryOf(values)
	if r.number(s.min) == r.number(s.max) {
		return r.number(s.min)
	}
	return s.between(r.number)
}

// splitName is how a protocol is called in tables.
func splitName(protocol string) string {
	if protocol == paper.FiveFold {
		return "5-fold"
	}
	return "hold-out"
}
