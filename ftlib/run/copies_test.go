package run

import (
	"encoding/json"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestCopies checks that a configuration comes back as it was written, with 0 for live, and that what is left out stays
// so.
func TestCopies(t *testing.T) {
	for _, n := range []Copies{0, Live, 1, 4} {
		c := Config{Augment: "flip", AugmentCopies: n}
		asJSON, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		asYAML, err := yaml.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var x, y Config
		if err := json.Unmarshal(asJSON, &x); err != nil || x != c {
			t.Errorf("%s: %+v %v", asJSON, x, err)
		}
		if err := yaml.Unmarshal(asYAML, &y); err != nil || y != c {
			t.Errorf("%s: %+v %v", asYAML, y, err)
		}
		var flag Copies
		if text := n.String(); text != "" {
			if err := flag.Set(text); err != nil || flag != n {
				t.Errorf("%q is %d, want %d", text, flag, n)
			}
		}
		want := n
		if n == 0 {
			want = 4
		}
		if got := c.WithDefaults().AugmentCopies; got != want {
			t.Errorf("%d copies are %d with defaults", n, got)
		}
	}
	c := Config{AugmentCopies: 7}
	c.Seeds.Augment = 3
	if c.WithDefaults() != (Config{}).WithDefaults() {
		t.Error("copies and seed without augmentation count")
	}
}
