package report

import (
	"fmt"
	"math"

	"github.com/finetune-go/ft/reproduction/paper"
)

// FewSeeds is the number of seeds below which a range over seeds says too little: a loss then has the interval of a
// factor of the square root of LossFactor around it, so that two losses are apart only if their ratio exceeds it.
const FewSeeds = 3

// Evidence is what our runs say about a row, for the paper's claims.
func (b *Book) Evidence() paper.Evidence {
	return func(table, trainable int) (paper.Measured, bool) {
		row, err := paper.Find(table, trainable)
		if err != nil {
			return paper.Measured{}, false
		}
		all := b.Measurements(row)
		if len(all) == 0 {
			return paper.Measured{}, false
		}
		k, n := pooled(all)
		low, high := Wilson(k, n)
		return paper.Measured{
			Seeds:    len(all),
			Accuracy: paper.Interval{Value: k / float64(n), Low: low, High: high},
			Loss:     lossInterval(all, func(m Measurement) float64 { return m.Loss }),
			Gap:      lossInterval(all, func(m Measurement) float64 { return m.Loss - m.TrainLoss }),
			Rise:     lossInterval(all, func(m Measurement) float64 { return m.Loss / m.Lowest }),
			Early:    lossInterval(all, func(m Measurement) float64 { return m.Early }),
			Curves:   true,
		}, true
	}
}

// PaperEvidence is what the paper's own tables say about a row, by the same rule: what the paper could have known.
func PaperEvidence() paper.Evidence {
	return func(table, trainable int) (paper.Measured, bool) {
		row, err := paper.Find(table, trainable)
		if err != nil {
			return paper.Measured{}, false
		}
		k, n := row.Correct(), row.Total()
		low, high := Wilson(float64(k), n)
		m := paper.Measured{Seeds: 1, Accuracy: paper.Interval{Value: float64(k) / float64(n), Low: low, High: high}}
		m.Loss = around(row.Loss())
		if row.Protocol == paper.Holdout {
			m.Gap = around(row.TestLoss - row.TrainLoss)
		}
		return m, true
	}
}

func span(all []Measurement, pick func(Measurement) float64) paper.Interval {
	s := Quantity{ours: pick}.Ours(all)
	return paper.Interval{Value: s.Mean, Low: s.Min, High: s.Max}
}

func lossInterval(all []Measurement, pick func(Measurement) float64) paper.Interval {
	i := span(all, pick)
	if len(all) < FewSeeds {
		wide := around(i.Value)
		i.Low, i.High = math.Min(i.Low, wide.Low), math.Max(i.High, wide.High)
	}
	return i
}

func around(v float64) paper.Interval {
	a, b := v/math.Sqrt(LossFactor), v*math.Sqrt(LossFactor)
	return paper.Interval{Value: v, Low: math.Min(a, b), High: math.Max(a, b)}
}

// Claims is the table of the paper's claims with their verdicts: by the paper's own numbers and by our runs.
func (b *Book) Claims() Table {
	t := Table{
		Name: "claims", Caption: "The paper's claims",
		Columns: []Column{{"no.", true}, {Head: "claim"}, {Head: "paper's own numbers"}, {Head: "our runs"}, {Head: "what is missing"}},
	}
	others := b.atOtherRates()
	for _, c := range paper.Claims() {
		own, ours := c.Judge(PaperEvidence()), c.Judge(b.Evidence())
		missing := "nothing"
		switch {
		case ours.Verdict == paper.NotSupported: // one comparison is enough, whatever the missing rows say
		case len(ours.Missing) > 0:
			missing = fmt.Sprintf("%d of %d rows not run", len(ours.Missing), len(c.Needs()))
			if !ours.Open {
				missing += ", which could only contradict it"
			}
		case ours.Verdict == paper.Undecided:
			missing = "nothing: intervals overlap"
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(c.Number), c.Text, string(own.Verdict), string(ours.Verdict), missing})
		if other := others[c.Number]; other != "" {
			t.Notes = append(t.Notes, fmt.Sprintf("Claim %d %s.", c.Number, other))
		}
	}
	return t
}
