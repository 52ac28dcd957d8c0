package metrics

import "math"

// Share is a part of a whole with the interval that holds the true share in 95 of 100 samples.
type Share struct {
	Value Number `json:"value"`
	Low   Number `json:"low"`
	High  Number `json:"high"`
	Count int    `json:"count"`
	Total int    `json:"total"`
}

// normal95 is the 97.5 % point of the normal distribution.
const normal95 = 1.959963984540054

// ShareOf is count of total with Wilson's interval, which stays within 0 and 1 and holds for few images too (Wilson
// 1927). Nothing of nothing is undefined.
func ShareOf(count, total int) Share {
	s := Share{Number(math.NaN()), Number(math.NaN()), Number(math.NaN()), count, total}
	if total <= 0 {
		return s
	}
	n, p, z := float64(total), float64(count)/float64(total), normal95
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	s.Value, s.Low, s.High = Number(p), Number(math.Max(0, middle-half)), Number(math.Min(1, middle+half))
	if count == 0 { // free of rounding
		s.Low = 0
	}
	if count == total {
		s.High = 1
	}
	return s
}
