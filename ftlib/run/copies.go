package run

import (
	"encoding/json"
	"strconv"
)

// Copies is a number of variants of each image, made once; in files and as text 0 is [Live], and what is left out
// stands for the default.
type Copies int

// Live is fresh variants in every epoch.
const Live Copies = -1

// Set reads the number as text has it. It and its neighbours are what flags need.
func (c *Copies) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	*c = copiesOf(n)
	return nil
}

// String is the number as text has it; "" is the default.
func (c Copies) String() string {
	switch {
	case c == 0:
		return ""
	case c < 0:
		c++
	}
	return strconv.Itoa(int(c))
}

// Type names what a flag takes.
func (c Copies) Type() string { return "int" }

// MarshalJSON implements json.Marshaler.
func (c Copies) MarshalJSON() ([]byte, error) { return json.Marshal(max(0, int(c))) }

// UnmarshalJSON implements json.Unmarshaler.
func (c *Copies) UnmarshalJSON(text []byte) error {
	var n int
	err := json.Unmarshal(text, &n)
	*c = copiesOf(n)
	return err
}

// UnmarshalYAML implements yaml.Unmarshaler.
func (c *Copies) UnmarshalYAML(decode func(any) error) error {
	var n int
	err := decode(&n)
	*c = copiesOf(n)
	return err
}

// MarshalYAML implements yaml.Marshaler.
func (c Copies) MarshalYAML() (any, error) { return max(0, int(c)), nil }

// copiesOf keeps numbers below 0 apart from Live, to be refused.
func copiesOf(n int) Copies {
	if n <= 0 {
		n--
	}
	return Copies(n)
}
