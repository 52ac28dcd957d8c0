package report

import (
	"fmt"

	"github.com/finetune-go/ft/reproduction/paper"
)

// tally counts verdicts.
type tally struct{ good, higher, lower int }

func (c *tally) add(v Verdict) {
	switch v {
	case Agrees, SameOrder:
		c.good++
	case Higher:
		c.higher++
	case Lower:
		c.lower++
	}
}

func (c tally) judged() int { return c.good + c.higher + c.lower }

// String is "3 of 4", and empty where nothing was judged.
func (c tally) String() string {
	if c.judged() == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", c.good, c.judged())
}

// tallies count verdicts by what they judge. Training accuracies are apart: nearly all stand at 100 %, in the paper and
// here, so that their agreement says little.
type tallies struct{ test, train, loss tally }

// add counts the verdicts of one row.
func (c *tallies) add(row paper.Row, all []Measurement) {
	for _, q := range Quantities(row.Protocol) {
		v := q.Judge(row, all)
		switch {
		case q.Name == trainAccuracy.Name:
			c.train.add(v)
		case q.Unit == "%":
			c.test.add(v)
		default:
			c.loss.add(v)
		}
	}
}
