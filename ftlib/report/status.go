package report

import (
	"fmt"
	"strconv"

	"github.com/finetune-go/ft/ftlib/paper"
)

// Status is one line for each of tables 1 to 8: how much of it was run, and how its numbers compare.
func (b *Book) Status() Table {
	t := Table{
		Name: "status", Caption: "The paper's eight tables: what was run, and how many numbers agree",
		Columns: []Column{
			{"table", true}, {Head: "network"}, {Head: "split"}, {"epochs", true}, {"rows run", true}, {"seeds", true},
			{"accuracies that agree", true}, {"losses of the same order", true},
		},
	}
	for _, table := range paper.Tables() {
		run, seeds := 0, ""
		var accuracy, loss struct{ good, judged int }
		for _, row := range table.Rows {
			all := b.Measurements(row)
			if len(all) == 0 {
				continue
			}
			run++
			if seeds != "" {
				seeds += ", "
			}
			seeds += strconv.Itoa(len(all))
			for _, q := range Quantities(table.Protocol) {
				count := &loss
				if q.Unit == "%" {
					count = &accuracy
				}
				switch q.Judge(row, all) {
				case Agrees, SameOrder:
					count.good++
					count.judged++
				case Higher, Lower:
					count.judged++
				}
			}
		}
		line := []string{strconv.Itoa(table.ID), paper.ModelName(table.Model), splitName(table.Protocol), strconv.Itoa(table.Epochs),
			fmt.Sprintf("%d of %d", run, len(table.Rows)), seeds, "", ""}
		if run > 0 {
			line[6] = fmt.Sprintf("%d of %d", accuracy.good, accuracy.judged)
			line[7] = fmt.Sprintf("%d of %d", loss.good, loss.judged)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// splitName is how a protocol is called in tables.
func splitName(protocol string) string {
	if protocol == paper.FiveFold {
		return "5-fold"
	}
	return "hold-out"
}
