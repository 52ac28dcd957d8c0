package run

import (
	"encoding/json"
	"math"
)

// A training that diverges has losses that are no number, which JSON can't hold: they are written as null.

// MarshalJSON implements json.Marshaler.
func (s Score) MarshalJSON() ([]byte, error) {
	type plain Score
	return json.Marshal(struct {
		Loss *float64 `json:"loss"`
		plain
	}{finite(s.Loss), plain(s)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *Score) UnmarshalJSON(text []byte) error {
	type plain Score
	s.Loss = math.NaN() // which null leaves alone
	return json.Unmarshal(text, (*plain)(s))
}

// MarshalJSON implements json.Marshaler.
func (p Prediction) MarshalJSON() ([]byte, error) {
	type plain Prediction
	return json.Marshal(struct {
		plain
		Loss *float64 `json:"loss"`
	}{plain(p), finite(p.Loss)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (p *Prediction) UnmarshalJSON(text []byte) error {
	type plain Prediction
	p.Loss = math.NaN()
	return json.Unmarshal(text, (*plain)(p))
}

// finite is a number, or nil for one that JSON can't hold.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
