package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// status is one line for each of tables 1 to 8: how much of it was run, and how its numbers compare.
func (b *Book) status() table.Table {
	t := newTable("status", "The paper's eight tables: what was run, and how many numbers agree",
		numbers("table"), words("network"), words("split"), numbers("epochs"), numbers("rows run"), numbers("seeds"),
		numbers("test accuracies that agree"), numbers("train accuracies that agree"), numbers("losses of the same order"))
	t.Notes = []string{"Tables of 100 and of 200 epochs mostly rest on the same trainings."}
	for _, of := range paper.Tables() {
		var seeds []string
		for _, l := range b.measured(of.ID) {
			seeds = append(seeds, strconv.Itoa(len(l.seeds())))
		}
		count := b.tallies(of.ID)
		t.Rows = append(t.Rows, []string{
			strconv.Itoa(of.ID), paper.ModelName(of.Model), splitName(of.Protocol), strconv.Itoa(of.Epochs),
			fmt.Sprintf("%d of %d", len(seeds), len(of.Rows)), strings.Join(seeds,
				", "), count.Test.String(), count.Train.String(), count.Loss.String(),
		})
	}
	return t
}

// tally counts how numbers compare.
type tally struct{ Good, Higher, Lower int }

func (c *tally) add(a agreement) {
	switch a {
	case agrees, sameOrder:
		c.Good++
	case higher:
		c.Higher++
	case lower:
		c.Lower++
	}
}

// Judged is how many were compared.
func (c tally) Judged() int { return c.Good + c.Higher + c.Lower }

// String is "3 of 4", and empty where nothing was compared.
func (c tally) String() string {
	if c.Judged() == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", c.Good, c.Judged())
}

// tallies count by what is compared. Training accuracies are apart: nearly all stand at 100 %, in the paper and here,
// so that their agreement says little.
type tallies struct{ Test, Train, Loss tally }

// tallies counts how the numbers of tables, or of all, compare.
func (b *Book) tallies(tables ...int) (count tallies) {
	for _, l := range b.lines(tables...) {
		for _, r := range l {
			switch {
			case r.name == trainAccuracy.name:
				count.Train.add(r.agreement)
			case r.unit == "%":
				count.Test.add(r.agreement)
			default:
				count.Loss.add(r.agreement)
			}
		}
	}
	return count
}
