package report

import (
	"fmt"
	"math"
	"strings"
)

// Summary describes one number over several seeds.
type Summary struct {
	N         int
	Mean, Std float64 // Std is the sample deviation over seeds, 0 for one seed
	Min, Max  float64
}

// Summarize describes values, which must not be empty.
func Summarize(values []float64) Summary {
	s := Summary{N: len(values), Min: math.Inf(1), Max: math.Inf(-1)}
	for _, v := range values {
		s.Mean += v / float64(len(values))
		s.Min = math.Min(s.Min, v)
		s.Max = math.Max(s.Max, v)
	}
	if s.N > 1 {
		sum := 0.0
		for _, v := range values {
			sum += (v - s.Mean) * (v - s.Mean)
		}
		s.Std = math.Sqrt(sum / float64(s.N-1))
	}
	return s
}

// Text is the mean, with the deviation where there are several seeds: "97.41 ± 0.82".
func (s Summary) Text(number func(float64) string) string {
	switch {
	case s.N == 0:
		return "–"
	case s.N == 1:
		return number(s.Mean)
	}
	mean := number(s.Mean)
	return mean + " ± " + like(mean)(s.Std)
}

// like formats with as many digits after the point as text has, so that a deviation stands below its mean.
func like(text string) func(float64) string {
	if strings.Contains(text, "e") {
		return digits(2)
	}
	_, fraction, _ := strings.Cut(text, ".")
	return decimals(len(fraction))
}

// Range is the smallest and largest value over several seeds: "95.68 to 98.15"; empty for one.
func (s Summary) Range(number func(float64) string) string {
	if s.N < 2 {
		return ""
	}
	return number(s.Min) + " to " + number(s.Max)
}

// decimals formats with a fixed number of digits after the point.
func decimals(n int) func(float64) string {
	return func(v float64) string {
		if math.IsNaN(v) {
			return "–"
		}
		return fmt.Sprintf("%.*f", n, v)
	}
}

// digits formats with n significant digits, as a power of ten only what is far below the paper's numbers: 0.00531, 1.14.
func digits(n int) func(float64) string {
	return func(v float64) string {
		if math.IsNaN(v) {
			return "–"
		}
		if v == 0 {
			return "0"
		}
		exponent := int(math.Floor(math.Log10(math.Abs(v))))
		if exponent < -4 {
			return fmt.Sprintf("%.*e", n-1, v)
		}
		return fmt.Sprintf("%.*f", max(0, n-1-exponent), v)
	}
}

// signed puts a plus before what is not negative.
func signed(number func(float64) string) func(float64) string {
	return func(v float64) string {
		if math.IsNaN(v) || v < 0 {
			return number(v)
		}
		return "+" + number(v)
	}
}
