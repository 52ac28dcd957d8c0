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

// Wilson is the 95 % interval of count of total, which stays within 0 and 1 and holds for few images too (Wilson 1927).
// The count may be a mean of counts.
func Wilson(count float64, total int) (low, high float64) {
	const z = 1.959963984540054 // 97.5 % point of the normal distribution
	n, p := float64(total), count/float64(total)
	middle, scale := p+z*z/(2*n), 1+z*z/n
	half := z * math.Sqrt(math.Max(0, p*(1-p))/n+z*z/(4*n*n))
	return math.Max(0, (middle-half)/scale), math.Min(1, (middle+half)/scale)
}

// ShareOf is count of total with [Wilson]'s interval. Nothing of nothing is undefined.
func ShareOf(count, total int) Share {
	s := Share{Number(math.NaN()), Number(math.NaN()), Number(math.NaN()), count, total}
	if total <= 0 {
		return s
	}
	low, high := Wilson(float64(count), total)
	s.Value, s.Low, s.High = Number(float64(count)/float64(total)), Number(low), Number(high)
	if count == 0 { // free of rounding
		s.Low = 0
	}
	if count == total {
		s.High = 1
	}
	return s
}
