package paper

import (
	"fmt"
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/paired"
)

// Pair is a comparison of two rows on the same images that a claim rests on: the first is to be higher, or for a loss
// lower.
type Pair struct {
	First, Second Need
	Quantity      paired.Quantity
}

// Pairs are the comparisons of a claim; none where it is about curves or about a number alone.
func (c Claim) Pairs() (all []Pair) {
	for _, t := range c.tests {
		for _, p := range t.pairs {
			if !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all
}

// The second rule, written before the runs that it will judge: rows are compared image by image (package paired), the
// comparisons of a claim are a family (Holm), and a difference of at most two points is none.
const (
	Contradicted Verdict = "contradicted"  // a comparison goes the other way
	NoDifference Verdict = "no difference" // none does, and in some the interval of the difference lies within the margin
)

// significance is the level of a family of comparisons.
const significance = 0.05

// JudgePairs says what comparisons mean for a claim, in the order of Pairs; known is false for those that could not be
// made.
func (c Claim) JudgePairs(results []paired.Result, known []bool) Finding {
	f := Finding{Verdict: Supported}
	pairs := c.Pairs()
	var p []float64
	for i, r := range results {
		if known[i] {
			p = append(p, r.P)
		}
	}
	corrected := paired.Holm(p)
	same := false
	for i, pair := range pairs {
		if !known[i] {
			f.Verdict = weaker(f.Verdict, Undecided)
			continue
		}
		r, level := results[i], corrected[0]
		corrected = corrected[1:]
		wanted, other := paired.Higher, paired.Lower
		if pair.Quantity == paired.Loss {
			wanted, other = other, wanted
		}
		said := r.Verdict
		words := string(said)
		if (said == wanted || said == other) && level >= significance {
			said, words = paired.Undecided, "undecided once Holm's method is applied"
		}
		f.Grounds = append(f.Grounds, fmt.Sprintf("%s, image by image: %s %s (%s to %s), %s", pair.Quantity, pair.rows(),
			pair.number(r.Difference)+pair.unit(), pair.number(r.Low), pair.number(r.High), words))
		switch said {
		case other:
			f.Verdict = Contradicted
		case paired.NoDifference:
			same = true
		case paired.Undecided:
			f.Verdict = weaker(f.Verdict, Undecided)
		}
	}
	if f.Verdict == Supported && same {
		f.Verdict = NoDifference
	}
	return f
}

// weaker keeps what cannot be undone.
func weaker(now, then Verdict) Verdict {
	if now == Contradicted {
		return now
	}
	return then
}

// rows names the rows, the table once where it is one: "Table 2, N = 16 less N = 3,".
func (p Pair) rows() string {
	second := fmt.Sprintf("N = %d", p.Second.Trainable)
	if p.Second.Table != p.First.Table {
		second = fmt.Sprintf("Table %d, N = %d", p.Second.Table, p.Second.Trainable)
	}
	return fmt.Sprintf("Table %d, N = %d, less %s:", p.First.Table, p.First.Trainable, second)
}

// number is a difference with its sign, of accuracies in points; what rounds to 0 has more digits to show the sign of.
func (p Pair) number(v float64) string {
	if p.Quantity == paired.Loss {
		return fmt.Sprintf("%+.3g", v)
	}
	if math.Abs(100*v) < 0.05 && v != 0 {
		return fmt.Sprintf("%+.2g", 100*v)
	}
	return fmt.Sprintf("%+.1f", 100*v)
}

func (p Pair) unit() string {
	if p.Quantity == paired.Loss {
		return ""
	}
	return " points"
}
