package paper

import (
	"testing"

	"github.com/finetune-go/ft/ftlib/paired"
)

// TestJudgePairs gives a claim with three comparisons made-up results.
func TestJudgePairs(t *testing.T) {
	claim := Claim{tests: []test{mostAccurate(2, 16)}}
	if n := len(claim.Pairs()); n != 3 {
		t.Fatalf("%d comparisons", n)
	}
	higher := paired.Result{Verdict: paired.Higher, P: 0.001}
	hardly := paired.Result{Verdict: paired.Higher, P: 0.03} // of three, not significant
	lower := paired.Result{Verdict: paired.Lower, P: 0.001}
	same := paired.Result{Verdict: paired.NoDifference, P: 0.9}
	open := paired.Result{Verdict: paired.Undecided, P: 0.3}
	for name, c := range map[string]struct {
		results []paired.Result
		missing int // how many of the last could not be made
		want    Verdict
	}{
		"all higher":          {[]paired.Result{higher, higher, higher}, 0, Supported},
		"one lower":           {[]paired.Result{higher, lower, open}, 0, Contradicted},
		"lower, one missing":  {[]paired.Result{lower, higher, higher}, 1, Contradicted},
		"one the same":        {[]paired.Result{higher, same, higher}, 0, NoDifference},
		"one open":            {[]paired.Result{higher, same, open}, 0, Undecided},
		"one missing":         {[]paired.Result{higher, higher, higher}, 1, Undecided},
		"hardly, of a family": {[]paired.Result{hardly, hardly, hardly}, 0, Undecided},
	} {
		known := []bool{true, true, true}
		for i := range c.missing {
			known[2-i] = false
		}
		if got := claim.JudgePairs(c.results, known); got.Verdict != c.want {
			t.Errorf("%s: %s, want %s (%v)", name, got.Verdict, c.want, got.Grounds)
		}
	}
}

// TestLossesAreBetterLower checks that a lower loss supports.
func TestLossesAreBetterLower(t *testing.T) {
	claim := Claim{tests: []test{lowestLoss(8, 26)}}
	lower := paired.Result{Verdict: paired.Lower, P: 0.001}
	if got := claim.JudgePairs([]paired.Result{lower, lower, lower}, []bool{true, true, true}); got.Verdict != Supported {
		t.Error(got.Verdict)
	}
}
