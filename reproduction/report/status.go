package report

import (
	"fmt"
	"strconv"

	"github.com/finetune-go/ft/reproduction/paper"
)

// Status is one line for each of tables 1 to 8: how much of it was run, and how its numbers compare.
func (b *Book) Status() Table {
	t := Table{
		Name: "status", Caption: "The paper's eight tables: what was run, and how many numbers agree",
		Columns: []Column{
			{"table", true}, {Head: "network"}, {Head: "split"}, {"epochs", true}, {"rows run", true}, {"seeds", true},
			{"test accuracies that agree", true}, {"train accuracies that agree", true}, {"losses of the same order", true},
		},
		Notes: []string{"Tables of 100 and of 200 epochs mostly rest on the same trainings."},
	}
	for _, table := range paper.Tables() {
		run, seeds := 0, ""
		var count tallies
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
			count.add(row, all)
		}
		line := []string{strconv.Itoa(table.ID), paper.ModelName(table.Model), splitName(table.Protocol), strconv.Itoa(table.Epochs),
			fmt.Sprintf("%d of %d", run, len(table.Rows)), seeds, count.test.String(), count.train.String(), count.loss.String()}
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
