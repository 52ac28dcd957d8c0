package paper

import (
	"strings"
	"testing"
)

// fixed is evidence with one accuracy for each row of tables, in order, and a narrow or wide interval.
func fixed(width float64, accuracies map[int][]float64) Evidence {
	return func(table, trainable int) (Measured, bool) {
		rows, _ := Rows(table)
		for i, r := range rows {
			if r.Trainable == trainable && i < len(accuracies[table]) {
				a := accuracies[table][i]
				return Measured{Seeds: 3, Accuracy: Interval{a, a - width, a + width}}, true
			}
		}
		return Measured{}, false
	}
}

func TestBestRow(t *testing.T) {
	claim := Claims()[0] // table 1: 3 is best
	for _, test := range []struct {
		name       string
		width      float64
		accuracies []float64
		want       Verdict
	}{
		{"clearly best", 0.01, []float64{0.9, 0.8, 0.7, 0.8}, Supported},
		{"another is clearly better", 0.01, []float64{0.8, 0.9, 0.7, 0.8}, NotSupported},
		{"intervals overlap", 0.1, []float64{0.9, 0.8, 0.7, 0.8}, Undecided},
		{"a row is missing", 0.01, []float64{0.9, 0.8, 0.7}, Undecided},
		{"a row is missing and another is clearly better", 0.01, []float64{0.8, 0.9, 0.7}, NotSupported},
	} {
		f := claim.Judge(fixed(test.width, map[int][]float64{1: test.accuracies}))
		if f.Verdict != test.want {
			t.Errorf("%s: %s, want %s (%v)", test.name, f.Verdict, test.want, f.Grounds)
		}
	}
	f := claim.Judge(fixed(0.1, map[int][]float64{1: {0.9, 0.8, 0.7}}))
	if f.Open || len(f.Missing) != 1 {
		t.Errorf("an interval overlaps and a row is missing: %+v", f)
	}
	f = claim.Judge(fixed(0.01, map[int][]float64{1: {0.9, 0.8, 0.7}}))
	if !f.Open {
		t.Error("the missing row alone decides, but the finding is not open")
	}
	if len(f.Missing) != 1 || f.Missing[0].Trainable != 16 || len(f.Grounds) != 1 || !strings.Contains(f.Grounds[0],
		"N = 12, 70.0 %") || strings.Contains(f.Grounds[0], "N = 16") {
		t.Errorf("missing %v, grounds %v", f.Missing, f.Grounds)
	}
}

func TestLimits(t *testing.T) {
	measured := func(gap, rise Interval, curves bool) Evidence {
		return func(int, int) (Measured, bool) { return Measured{Seeds: 3, Gap: gap, Rise: rise, Curves: curves}, true }
	}
	at := func(v float64) Interval { return Interval{v, v, v} }
	fit, over := Claims()[1], Claims()[8]
	for _, test := range []struct {
		claim Claim
		gap   Interval
		rise  Interval
		have  bool
		want  Verdict
	}{
		{fit, at(0.05), at(1), true, Supported},
		{fit, at(1.1), at(1), true, NotSupported},
		{fit, Interval{0.1, 0.05, 0.2}, at(1), true, Undecided},
		{over, at(1), at(2), true, Supported},
		{over, at(1), at(1), true, NotSupported},
		{over, at(1), at(2), false, Undecided},
	} {
		if f := test.claim.Judge(measured(test.gap, test.rise, test.have)); f.Verdict != test.want {
			t.Errorf("%s: %s, want %s", test.claim.Text, f.Verdict, test.want)
		}
	}
}

func TestClaimsNeedRowsThatExist(t *testing.T) {
	for _, c := range Claims() {
		if c.Text == "" || c.Quote == "" || c.Where == "" || len(c.Needs()) == 0 {
			t.Errorf("claim %d lacks a part", c.Number)
		}
		for _, n := range c.Needs() {
			if _, err := Find(n.Table, n.Trainable); err != nil {
				t.Errorf("claim %d: %v", c.Number, err)
			}
		}
	}
	if n := len(Inconsistencies()); n != 17 {
		t.Errorf("%d inconsistencies", n)
	}
}
