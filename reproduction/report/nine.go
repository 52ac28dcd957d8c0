package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/reproduction/paper"
)

// nine builds table 9 from our winners: the paper's column of the other study, the paper's own and ours. The paper took
// the best row of its 100-epoch hold-out tables, and so do we.
func (b *Book) nine() Table {
	t := Table{
		Name:    "table9",
		Caption: "Table 9: this study against the art-classification study that the paper cites as [4]",
		Columns: []Column{{Head: "parameter"}, {"other study", true}, {"paper", true}, {"ours", true}, {Head: "verdict"}},
		Notes: []string{
			"The paper calls these accuracies “while training”: its own are test accuracies, the other study's are training accuracies on other images.",
		},
	}
	vgg, vggOK := b.winner(1, &t)
	resnet, resnetOK := b.winner(5, &t)
	for _, p := range paper.Comparison() {
		line := []string{p.Name, cellText(p.Other), cellText(p.This), string(NotRun), ""}
		m, ok := vgg, vggOK
		if !ok || strings.Contains(p.Name, "ResNet50") {
			m, ok = resnet, resnetOK
		}
		if ok {
			c := m.Runs[0].Config
			switch {
			case strings.HasPrefix(p.Name, "images"):
				line[3] = strconv.Itoa(images(m))
			case p.Name == "batch size":
				line[3] = strconv.Itoa(c.Batch)
			case p.Name == "epochs":
				line[3] = strconv.Itoa(m.Epoch)
			}
		}
		switch p.Name {
		case "optimizer (VGG16)":
			line[3] = optimizer(vgg, vggOK)
		case "optimizer (ResNet50)":
			line[3] = optimizer(resnet, resnetOK)
		case "accuracy VGG16":
			line[3], line[4] = b.best(vgg, vggOK, 1)
		case "accuracy ResNet50":
			line[3], line[4] = b.best(resnet, resnetOK, 5)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// winner is the measurement, of the first seed, of the row of a table with the best mean accuracy.
func (b *Book) winner(id int, t *Table) (best Measurement, ok bool) {
	rows, _ := paper.Rows(id)
	top, among := -1.0, []string{}
	for _, row := range rows {
		all := b.Measurements(row)
		if len(all) == 0 {
			continue
		}
		among = append(among, strconv.Itoa(row.Trainable))
		if mean := testAccuracy.Ours(all).Mean; mean > top {
			top, best, ok = mean, all[0], true
		}
	}
	if ok {
		which := "the only row that was run"
		if len(among) > 1 {
			which = fmt.Sprintf("the best of the rows that were run, N = %s", list(among))
		}
		note := fmt.Sprintf("Ours for %s: table %d, N = %d, %s; %s.", paper.ModelName(best.Row.Model), id, best.Row.Trainable, which, seedsText(b.Measurements(best.Row)))
		if theirs := paperBest(id); theirs.Trainable != best.Row.Trainable {
			note += fmt.Sprintf(" The paper's is N = %d", theirs.Trainable)
			if all := b.Measurements(theirs); len(all) > 0 {
				note += fmt.Sprintf(", where ours is %s (%s): %s", testAccuracy.Ours(all).Text(testAccuracy.Number), seedsText(all), testAccuracy.Judge(theirs, all))
			}
			note += "."
		}
		t.Notes = append(t.Notes, note)
	}
	return best, ok
}

func seedsText(all []Measurement) string {
	if len(all) == 1 {
		return "1 seed"
	}
	return fmt.Sprintf("%d seeds", len(all))
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

// best is the winner's accuracy over all seeds and how it compares with the paper's winner, if that has the same N.
func (b *Book) best(m Measurement, ok bool, id int) (accuracy, verdict string) {
	if !ok {
		return string(NotRun), string(NotRun)
	}
	all := b.Measurements(m.Row)
	accuracy, verdict = testAccuracy.Ours(all).Text(testAccuracy.Number), string(NotJudged)
	if theirs := paperBest(id); theirs.Trainable == m.Row.Trainable {
		verdict = string(testAccuracy.Judge(theirs, all))
	}
	return accuracy, verdict
}

func images(m Measurement) int {
	if r := m.Runs[0].Result; r != nil {
		return r.Train.Total + r.Test.Total
	}
	return paper.Images
}

func optimizer(m Measurement, ok bool) string {
	if !ok {
		return string(NotRun)
	}
	o := m.Runs[0].Config.Optimizer
	name := map[string]string{"adam": "Adam", "adadelta": "Adadelta"}[o.Name]
	if name == "" {
		name = o.Name
	}
	return fmt.Sprintf("%s(lr=%g)", name, o.LearningRate)
}

// cellText writes a cell of table 9: accuracies keep their two decimals.
func cellText(v any) string {
	if f, ok := v.(float64); ok {
		if f == float64(int(f)) {
			return strconv.Itoa(int(f))
		}
		return fmt.Sprintf("%.2f", f)
	}
	return fmt.Sprint(v)
}
