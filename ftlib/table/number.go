package table

import (
	"fmt"
	"math"
	"strings"
)

// Decimals formats with n digits after the point. What is no number becomes a dash, here and below.
func Decimals(n int) func(float64) string {
	return func(v float64) string {
		if math.IsNaN(v) {
			return "–"
		}
		return fmt.Sprintf("%.*f", n, v)
	}
}

// Digits formats with n significant digits, as a power of ten only what is below a ten-thousandth: 0.00531, 1.14.
func Digits(n int) func(float64) string {
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

// Like formats with as many digits after the point as text has, so that a deviation stands below its mean.
func Like(text string) func(float64) string {
	if strings.Contains(text, "e") {
		return Digits(2)
	}
	_, fraction, _ := strings.Cut(text, ".")
	return Decimals(len(fraction))
}

// Signed puts a plus before what is not negative.
func Signed(number func(float64) string) func(float64) string {
	return func(v float64) string {
		if math.IsNaN(v) || v < 0 {
			return number(v)
		}
		return "+" + number(v)
	}
}
