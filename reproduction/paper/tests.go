package paper

import (
	"fmt"
	"strings"

	"github.com/finetune-go/ft/ftlib/paired"
)

// Limits that turn the paper's words into numbers, fixed before our runs.
const (
	// SmallGap is the largest gap in nats between test and training loss that still is a good fit. A test image then
	// gets at least nine tenths of the probability that a training image gets.
	SmallGap = 0.1
	// ClearRise is how far above its lowest value a test loss must end to count as risen: a quarter, more than a
	// single epoch's jitter.
	ClearRise = 1.25
)

// rivals are all rows of a table, the claimed one first.
func rivals(table, trainable int) []Need {
	needs := []Need{{table, trainable}}
	rows, _ := Rows(table)
	for _, r := range rows {
		if r.Trainable != trainable {
			needs = append(needs, Need{table, r.Trainable})
		}
	}
	return needs
}

// extreme tests that a row beats all others of its table in some quantity.
func extreme(table, trainable int, what string, pick func(Measured) Interval, better func(a, b Interval) Verdict,
	show func(Interval) string) test {
	return test{needs: rivals(table, trainable), rivals: true, judge: func(needs []Need, m []Measured) (Verdict, string) {
		var others []Interval
		parts := make([]string, len(m))
		for i := range m {
			if i > 0 {
				others = append(others, pick(m[i]))
			}
			parts[i] = fmt.Sprintf("N = %d, %s", needs[i].Trainable, show(pick(m[i])))
		}
		return beats(pick(m[0]), others, better), fmt.Sprintf("Table %d, %s: %s", table, what, strings.Join(parts, "; "))
	}}
}

func mostAccurate(table, trainable int) test {
	t := extreme(table, trainable, "accuracy", func(m Measured) Interval { return m.Accuracy }, above, percents)
	return t.pairedBy(paired.Accuracy)
}

func lowestLoss(table, trainable int) test {
	return extreme(table, trainable, "loss", func(m Measured) Interval { return m.Loss }, below,
		nats).pairedBy(paired.Loss)
}

// pairedBy compares the first row with each of the others image by image, too.
func (t test) pairedBy(q paired.Quantity) test {
	for _, n := range t.needs[1:] {
		t.pairs = append(t.pairs, Pair{t.needs[0], n, q})
	}
	return t
}

func smallestGap(table, trainable int) test {
	return extreme(table, trainable, "gap", func(m Measured) Interval { return m.Gap }, below, nats)
}

func slowest(table, trainable int) test {
	t := extreme(table, trainable, "training loss after a tenth of the epochs",
		func(m Measured) Interval { return m.Early }, above, nats)
	return withCurves(t)
}

// withCurves leaves a test undecided where only the ends of the trainings are known, as from the paper's tables.
func withCurves(t test) test {
	inner := t.judge
	t.judge = func(needs []Need, m []Measured) (Verdict, string) {
		for i := range m {
			if !m[i].Curves {
				return Undecided, fmt.Sprintf("Table %d gives no curves", needs[i].Table)
			}
		}
		return inner(needs, m)
	}
	return t
}

// limit tests that a number lies above or below a limit, for all seeds.
func limit(table, trainable int, pick func(Measured) Interval, at float64, over bool,
	grounds func(Interval) string) test {
	return test{needs: []Need{{table, trainable}}, judge: func(_ []Need, m []Measured) (Verdict, string) {
		better := below
		if over {
			better = above
		}
		return better(pick(m[0]), Interval{at, at, at}), fmt.Sprintf("Table %d, N = %d: %s", table, trainable,
			grounds(pick(m[0])))
	}}
}

func goodFit(table, trainable int) test {
	return limit(table, trainable, func(m Measured) Interval { return m.Gap }, SmallGap, false, func(i Interval) string {
		return fmt.Sprintf("gap %s; a good fit has at most %g", nats(i), SmallGap)
	})
}

func overfits(table, trainable int) test {
	return withCurves(limit(table, trainable, func(m Measured) Interval { return m.Rise }, ClearRise, true,
		func(i Interval) string {
			return fmt.Sprintf("test loss ends at %.2f (%.2f to %.2f) times its lowest value; it has risen from %g on", i.Value,
				i.Low, i.High, ClearRise)
		}))
}

func beatsRow(table, trainable, otherTable, other int) test {
	return test{needs: []Need{{table, trainable}, {otherTable, other}},
		judge: func(_ []Need, m []Measured) (Verdict, string) {
			return above(m[0].Accuracy, m[1].Accuracy), fmt.Sprintf("accuracy: Table %d, N = %d, %s; Table %d, N = %d, %s",
				table, trainable, percents(m[0].Accuracy), otherTable, other, percents(m[1].Accuracy))
		}}.pairedBy(paired.Accuracy)
}

func againstNumber(table, trainable int, share float64, over bool) test {
	return limit(table, trainable, func(m Measured) Interval { return m.Accuracy }, share, over, func(i Interval) string {
		return fmt.Sprintf("accuracy %s against %.2f %%", percents(i), 100*share)
	})
}

func percents(i Interval) string {
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*i.Value, 100*i.Low, 100*i.High)
}

func nats(i Interval) string { return fmt.Sprintf("%.3g (%.3g to %.3g)", i.Value, i.Low, i.High) }
