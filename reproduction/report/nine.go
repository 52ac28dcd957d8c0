package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// nine builds table 9 from our winners: the paper's column of the other study, the paper's own and ours. The paper took
// the best row of its 100-epoch hold-out tables, and so do we.
func (b *Book) nine() table.Table {
	t := newTable("table9", "Table 9: this study against the art-classification study that the paper cites as [4]",
		words("parameter"), numbers("other study"), numbers("paper"), numbers("ours"), words("verdict"))
	t.Notes = []string{
		"The paper calls these accuracies “while training”. Its own are test accuracies; the other study's are training " +
			"accuracies, on other images.",
	}
	vgg, resnet := b.winner(1, &t), b.winner(5, &t)
	for _, p := range paper.Comparison() {
		named := vgg // by the parameter
		if strings.Contains(p.Name, "ResNet50") {
			named = resnet
		}
		of := named // what both networks share is read from the first that was run
		if !of.run() {
			of = resnet
		}
		row := []string{p.Name, cellText(p.Other), cellText(p.This), string(notRun), ""}
		switch { // the first two say themselves what was not run
		case strings.HasPrefix(p.Name, "accuracy"):
			row[3], row[4] = winnerText(named)
		case strings.HasPrefix(p.Name, "optimizer"):
			row[3] = optimizer(named)
		case !of.run():
		case strings.HasPrefix(p.Name, "images"):
			row[3] = strconv.Itoa(images(of.seeds[0].runs[0]))
		case p.Name == "batch size":
			row[3] = strconv.Itoa(of.seeds[0].runs[0].Config.Batch)
		case p.Name == "epochs":
			row[3] = strconv.Itoa(of.seeds[0].epoch)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// winner is the best mean accuracy of ours in a table; one that was not run if none was. It leaves a note below t.
func (b *Book) winner(id int, t *table.Table) (best record) {
	var among []string
	best.ours.mean = -1
	for _, l := range b.measured(id) {
		among = append(among, strconv.Itoa(l.row().Trainable))
		if r := l.accuracy(); r.ours.mean > best.ours.mean {
			best = r
		}
	}
	if !best.run() {
		return best
	}
	which := "the only row that was run"
	if len(among) > 1 {
		which = fmt.Sprintf("the best of the rows that were run, N = %s", list(among))
	}
	note := fmt.Sprintf("Ours for %s: Table %d, N = %d, %s; %s.", paper.ModelName(best.row.Model), id, best.row.Trainable,
		which, plural(len(best.seeds), "seed"))
	if theirs := b.line(paperBest(id)).accuracy(); theirs.row.Trainable != best.row.Trainable {
		note += fmt.Sprintf(" The paper's is N = %d", theirs.row.Trainable)
		if theirs.run() {
			note += fmt.Sprintf(", where ours is %s (%s): %s", theirs.ourText(),
				plural(len(theirs.seeds), "seed"), theirs.agreement)
		}
		note += "."
	}
	t.Notes = append(t.Notes, note)
	return best
}

// paperBest is the row of a table that the paper finds most accurate.
func paperBest(id int) paper.Row {
	rows, _ := paper.Rows(id)
	best := rows[0]
	for _, row := range rows {
		if row.TestAccuracy > best.TestAccuracy {
			best = row
		}
	}
	return best
}

// winnerText is the winner's accuracy over all seeds and how it compares with the paper's winner, if that has the same
// N.
func winnerText(r record) (accuracy, verdict string) {
	switch {
	case !r.run():
		return string(notRun), string(notRun)
	case paperBest(r.row.Table).Trainable != r.row.Trainable:
		return r.ourText(), string(notJudged)
	}
	return r.ourText(), string(r.agreement)
}

func images(r *run.Run) int {
	if r.Result != nil {
		return r.Result.Train.Total + r.Result.Test.Total
	}
	return paper.Images
}

func optimizer(r record) string {
	if !r.run() {
		return string(notRun)
	}
	o := r.seeds[0].runs[0].Config.Optimizer
	return fmt.Sprintf("%s(lr=%g)", optimizerName(o.Name), o.LearningRate)
}

// optimizerName is an optimizer's name as its authors write it.
func optimizerName(name string) string {
	return cmp.Or(map[string]string{"adam": "Adam", "adadelta": "Adadelta"}[name], name)
}

// cellText writes a cell of table 9: accuracies keep their two decimals.
func cellText(v any) string {
	if f, ok := v.(float64); ok {
		if f != float64(int(f)) {
			return fmt.Sprintf("%.2f", f)
		}
	}
	return fmt.Sprint(v)
}
