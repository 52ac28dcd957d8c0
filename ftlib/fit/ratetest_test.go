package fit

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestFindRate tries rates on the kernels and on XLA: they grow evenly, the loss ends far above its best, and what is
// suggested lies between. Of two calls the bits are the same.
func TestFindRate(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t)}
	defer s.Close()
	for name, change := range map[string]func(*run.Config){"kernels": func(*run.Config) {},
		"XLA": func(c *run.Config) { c.Optimizer = run.Optimizer{Name: "rmsprop"} }} {
		c := small()
		change(&c)
		r, err := s.FindRate(context.Background(), c, RateRange{Min: 1e-6, Max: 100, Steps: 80})
		if err != nil {
			t.Fatal(err)
		}
		n := len(r.Points)
		if n < 40 || r.Points[0].Rate > 1.0001e-6 {
			t.Errorf("%s: %d steps from %g", name, n, r.Points[0].Rate)
		}
		growth := math.Pow(1e8, 1./79)
		least := math.Inf(1)
		for i, p := range r.Points[1:] {
			if got := p.Rate / r.Points[i].Rate; math.Abs(got-growth) > 1e-4 {
				t.Errorf("%s, step %d: the rate grows by %g", name, i+2, got)
			}
			least = min(least, p.Smoothed)
		}
		if last := r.Points[n-1]; n < 80 && !(last.Smoothed > 4*least) && !math.IsInf(last.Loss, 0) {
			t.Errorf("%s: ended at %+v, the least is %g", name, last, least)
		}
		if !(r.Steepest > 1e-6 && r.Steepest < r.Points[n-1].Rate && r.Tenth > 1e-6 && r.Tenth < 1) {
			t.Errorf("%s: suggests %g and %g", name, r.Steepest, r.Tenth)
		}
		var one, two bytes.Buffer
		again, err := s.FindRate(context.Background(), c, RateRange{Min: 1e-6, Max: 100, Steps: 80})
		if err != nil {
			t.Fatal(err)
		}
		r.WriteCSV(&one)
		again.WriteCSV(&two)
		if one.String() != two.String() || strings.Count(one.String(), "\n") != n+1 {
			t.Errorf("%s: two calls differ", name)
		}
	}
	for _, bad := range []RateRange{{Min: 1}, {Min: 2, Max: 1}, {Min: -1}, {Max: math.NaN()}, {Steps: 3}, {Min: 1e-60}} {
		if bad.Min == 1 {
			bad.Max = 1
		}
		if err := bad.Check(); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
}

// TestSuggestedRates reads the rates off curves whose shape is known.
func TestSuggestedRates(t *testing.T) {
	var falling, flat RateTest
	for i := range 100 {
		x := float64(i) / 100
		falling.Points = append(falling.Points, RatePoint{Rate: math.Pow(10, 8*x-7),
			Smoothed: 1/(1+math.Exp(20*(x-0.4))) + max(0, 9*(x-0.7))})
		flat.Points = append(flat.Points, RatePoint{Rate: x, Smoothed: 1 + x})
	}
	falling.suggest()
	flat.suggest()
	if got := math.Log10(falling.Steepest); math.Abs(got-(8*0.4-7)) > 0.1 {
		t.Errorf("falls fastest at 10^%.2f", got)
	}
	if got := math.Log10(falling.Tenth); math.Abs(got-(8*0.7-7-1)) > 0.1 {
		t.Errorf("a tenth of the least is 10^%.2f", got)
	}
	if flat.Steepest != 0 || flat.Tenth != 0 {
		t.Errorf("%+v", flat)
	}
}

// TestSuggestBehindTheLevel has a curve that falls by chance at rates too small to train, and in earnest behind it.
func TestSuggestBehindTheLevel(t *testing.T) {
	var r RateTest
	for i := range 100 {
		p := RatePoint{Rate: 1e-7 * math.Pow(10, float64(i)/12), Smoothed: 1 + 0.01*math.Sin(float64(i))}
		switch {
		case i < 14:
			p.Smoothed += 0.05 * float64(14-i)
		case i > 50:
			p.Smoothed -= 0.015 * float64(min(i, 70)-50)
		}
		r.Points = append(r.Points, p)
	}
	r.suggest()
	if low, high := r.Points[50].Rate, r.Points[70].Rate; r.Steepest < low || r.Steepest > high {
		t.Errorf("falls fastest at %g, want from %g to %g", r.Steepest, low, high)
	}
}
