package paper

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
	Grounds []string // a line for each comparison that could be made
	Missing []Row    // rows that the claim takes and that were not run
	Open    bool     // undecided, and the missing rows could still support it; else they could only contradict it
}

// Need is a row that a claim takes.
type Need struct{ Table, Trainable int }

// test is one comparison that a claim rests on.
type test struct {
	needs []Need
	// judge compares what was measured, which is in the order of the needs.
	judge func(needs []Need, measured []Measured) (Verdict, string)
	// rivals says that the first row must beat each of the others, so that a part of them can already contradict it.
	rivals bool
	pairs  []Pair // what can be compared image by image
}

// judge is supported if all tests are, not supported if one is not, and else undecided.
func judge(tests []test, evidence Evidence) Finding {
	f := Finding{Verdict: Supported, Open: true}
	seen := map[Need]bool{}
	for _, t := range tests {
		verdict, grounds, missing, open := t.take(evidence)
		for _, n := range missing {
			if row, err := Find(n.Table, n.Trainable); err == nil && !seen[n] {
				f.Missing = append(f.Missing, row)
			}
			seen[n] = true
		}
		if grounds != "" {
			f.Grounds = append(f.Grounds, grounds)
		}
		f.Open = f.Open && open
		switch {
		case verdict == NotSupported:
			f.Verdict = NotSupported
		case verdict == Undecided && f.Verdict == Supported:
			f.Verdict = Undecided
		}
	}
	f.Open = f.Open && f.Verdict == Undecided
	return f
}

// take judges a test by the rows that were run. With a missing row it is never supported, and without grounds where the
// others cannot be compared. open says whether all rows that were run speak for it.
func (t test) take(evidence Evidence) (verdict Verdict, grounds string, missing []Need, open bool) {
	var needs []Need
	var measured []Measured
	for _, n := range t.needs {
		if m, ok := evidence(n.Table, n.Trainable); ok {
			needs, measured = append(needs, n), append(measured, m)
		} else {
			missing = append(missing, n)
		}
	}
	if missing != nil && (!t.rivals || missing[0] == t.needs[0] || len(needs) < 2) {
		return Undecided, "", missing, true
	}
	verdict, grounds = t.judge(needs, measured)
	open = verdict == Supported
	if missing != nil && open {
		verdict = Undecided
	}
	return verdict, grounds, missing, open
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
