package report

import (
	"math"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// record is one number of the paper beside ours. A book makes the list of all of them once; its tables, macros, counts
// and claims are views of that list.
type record struct {
	row paper.Row
	quantity
	paper     float64
	seeds     []measurement // one for each complete seed; none if the row was not run
	ours      summary       // over the seeds
	low, high float64       // our 95 % interval as shares of 1, NaN for what is no accuracy
	agreement agreement
}

func newRecord(row paper.Row, q quantity, seeds []measurement) record {
	r := record{
		row: row, quantity: q, paper: q.theirs(row), seeds: seeds, ours: summarize(seeds, q.ours),
		low: math.NaN(), high: math.NaN(), agreement: notRun,
	}
	if !r.run() {
		return r
	}
	r.agreement = notJudged
	if q.isLoss() {
		r.agreement = compareLosses(r.paper, r.ours.mean)
	}
	if q.counts != nil {
		theirs, ours, n := q.counts(row, seeds)
		r.low, r.high = metrics.Wilson(ours, n)
		if theirs >= 0 {
			r.agreement = compareCounts(theirs, ours, n)
		}
	}
	return r
}

// run says whether the row was run.
func (r record) run() bool { return len(r.seeds) > 0 }

// theirText, ourText and between write the numbers as tables show them.
func (r record) theirText() string { return r.number(r.paper) }

func (r record) ourText() string {
	if !r.run() {
		return string(notRun)
	}
	return r.ours.text(r.number)
}

func (r record) between() string { return r.ours.between(r.number) }

// difference is ours less the paper's, to the last digit that both are shown with. Times have none: on different
// machines it would invite a judgement.
func (r record) difference() string {
	if !r.run() || r.unit == "s" {
		return ""
	}
	a, b := r.number(r.ours.mean), r.theirText()
	if len(b) < len(a) {
		a = b
	}
	return table.Signed(table.Like(a))(r.ours.mean - r.paper)
}

// seedCount is the number of seeds for a cell.
func (r record) seedCount() string {
	if !r.run() {
		return ""
	}
	return strconv.Itoa(len(r.seeds))
}

// line is the records of one row of the paper.
type line []record

// lineOf compares what seeds gave for a row with all the paper's numbers.
func lineOf(row paper.Row, seeds []measurement) line {
	var l line
	for _, q := range quantities(row.Protocol) {
		l = append(l, newRecord(row, q, seeds))
	}
	return l
}

func (l line) row() paper.Row       { return l[0].row }
func (l line) run() bool            { return l[0].run() }
func (l line) seeds() []measurement { return l[0].seeds }

// inTables are the records of the numbers that the paper's tables hold.
func (l line) inTables() line {
	return slices.DeleteFunc(slices.Clone(l), func(r record) bool { return r.macro == "" })
}

func (l line) of(q quantity) record {
	return l[slices.IndexFunc(l, func(r record) bool { return r.name == q.name })]
}

// accuracy and loss are the row's main numbers: of the test images, or the means over the folds.
func (l line) accuracy() record {
	if l.row().Protocol == paper.FiveFold {
		return l.of(meanAccuracy)
	}
	return l.of(testAccuracy)
}

func (l line) loss() record {
	if l.row().Protocol == paper.FiveFold {
		return l.of(meanLoss)
	}
	return l.of(testLoss)
}

// lines are the records of tables, or of all that have trainings, row by row.
func (b *Book) lines(tables ...int) (lines []line) {
	for from := 0; from < len(b.records); {
		row, to := b.records[from].row, from+1
		for to < len(b.records) && b.records[to].row == row {
			to++
		}
		if len(tables) == 0 || slices.Contains(tables, row.Table) {
			lines = append(lines, line(b.records[from:to]))
		}
		from = to
	}
	return lines
}

// line is that of a row, which must be one of the paper's.
func (b *Book) line(row paper.Row) line {
	for _, l := range b.lines(row.Table) {
		if l.row().Trainable == row.Trainable {
			return l
		}
	}
	return lineOf(row, nil)
}

// measured are the lines of tables that were run.
func (b *Book) measured(tables ...int) []line {
	return slices.DeleteFunc(b.lines(tables...), func(l line) bool { return !l.run() })
}
