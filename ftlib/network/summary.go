package network

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// Summary writes the table as text: index, name, kind, output shape, parameters, trained or not, then the totals.
func (m *Model) Summary(w io.Writer, mask Mask) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "index\tname\tkind\toutput\tparameters\ttrainable")
	for i, l := range m.Layers {
		n := 0
		for _, p := range l.Params {
			n += p.Size()
		}
		yes := "no"
		if mask[i] {
			yes = "yes"
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%s\n", i, l.Name, l.Kind, shapeText(l.Output), Thousands(n), yes)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	total, trainable := m.Parameters(mask)
	_, err := fmt.Fprintf(w, "\n%s: %d layers, %s parameters, %s trainable, %s frozen\nfrozen prefix ends at: %s\n",
		m.Name,
		len(m.Layers), Thousands(total), Thousands(trainable), Thousands(total-trainable), strings.Join(m.Cut(mask).Boundary,
			", "))
	return err
}

// Thousands writes n with commas between groups of three digits.
func Thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func shapeText(shape []int) string {
	words := make([]string, len(shape))
	for i, d := range shape {
		words[i] = fmt.Sprint(d)
	}
	return strings.Join(words, "×")
}
