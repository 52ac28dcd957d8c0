package paper

import (
	"fmt"
	"strings"
)

// Verdict is what the results say about a claim.
type Verdict string

// The verdicts.
const (
	Supported    Verdict = "supported"
	NotSupported Verdict = "not supported"
	Undecided    Verdict = "undecided" // a run that it takes is missing, or intervals overlap
)

// Interval is a number and the range in which it may lie.
type Interval struct{ Value, Low, High float64 }

// Measured is what is known about one row of one table. Package report makes it, by its rule.
type Measured struct {
	Seeds    int
	Accuracy Interval // share of test images, with its 95 % Wilson interval
	Loss     Interval // test loss
	Gap      Interval // test loss minus training loss
	Rise     Interval // test loss over its lowest value before; 1 at the minimum
	Early    Interval // training loss after a tenth of the epochs
	Curves   bool     // Rise and Early are known; the paper's tables don't give them
}

// Evidence gives what was measured for a row; ok is false where it was not run.
type Evidence func(table, trainable int) (m Measured, ok bool)

// Finding is a claim's verdict with its grounds.
type Finding struct {
	Verdict Verdict
	Grounds []string // a line for each thing that was compared
	Missing []Row    // rows that the claim takes and that were not run
}

// Need is a row that a claim takes.
type Need struct{ Table, Trainable int }

// test is one comparison that a claim rests on.
type test struct {
	needs []Need
	judge func(measured []Measured) (Verdict, string)
}

// judge is supported if all tests are, not supported if one is not, and else undecided. A test with a missing row is
// undecided, whatever the other rows say.
func judge(tests []test, evidence Evidence) Finding {
	f := Finding{Verdict: Supported}
	seen := map[Need]bool{}
	for _, t := range tests {
		measured := make([]Measured, len(t.needs))
		var missing []string
		for i, n := range t.needs {
			m, ok := evidence(n.Table, n.Trainable)
			if !ok {
				missing = append(missing, fmt.Sprintf("table %d row %d", n.Table, n.Trainable))
				if row, err := Find(n.Table, n.Trainable); err == nil && !seen[n] {
					f.Missing = append(f.Missing, row)
				}
				seen[n] = true
			}
			measured[i] = m
		}
		verdict, grounds := Undecided, "not run: "+strings.Join(missing, ", ")
		if missing == nil {
			verdict, grounds = t.judge(measured)
		}
		f.Grounds = append(f.Grounds, grounds)
		switch {
		case verdict == NotSupported:
			f.Verdict = NotSupported
		case verdict == Undecided && f.Verdict == Supported:
			f.Verdict = Undecided
		}
	}
	return f
}

// above says whether a lies above b: supported if their intervals say so, not supported if they say the opposite.
func above(a, b Interval) Verdict {
	switch {
	case a.Low > b.High:
		return Supported
	case a.High < b.Low:
		return NotSupported
	}
	return Undecided
}

// beats combines the comparisons of one interval with several others: all must be beaten.
func beats(a Interval, others []Interval, better func(a, b Interval) Verdict) Verdict {
	all := Supported
	for _, b := range others {
		switch better(a, b) {
		case NotSupported:
			return NotSupported
		case Undecided:
			all = Undecided
		}
	}
	return all
}

func below(a, b Interval) Verdict { return above(b, a) }
