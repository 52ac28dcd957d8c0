//go:build cgo

package main

import (
	"fmt"
	"math"

	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/table"
)

// table sets the two programs side by side.
func (r result) table() table.Table {
	number := func(head string) table.Column { return table.Column{Head: head, Right: true} }
	t := table.Table{Columns: []table.Column{{Head: "what is trained"}, number("seeds"), number("Keras (s)"),
		number("ft (s)"), number("ft, filled caches (s)"), number("Keras/ft"),
		number("Keras/ft, filled"), number("Keras/ft, processor"),
		number("Keras, test images (%)"), number("ft, test images (%)"), number("epochs: Keras, ft")},
		Notes: []string{fmt.Sprintf("Measured on %s, %d threads, with Keras %s on TensorFlow %s; Wilson's interval.",
			r.Hardware.Device, r.Hardware.Threads, r.Versions["keras"], r.Versions["tensorflow"])}}
	seconds, ratio := table.Decimals(1), table.Digits(2)
	for _, w := range rows {
		theirs, n := r.mean("keras", w.keras)
		ours, m := r.mean("ft", w.ft)
		if n == 0 || m == 0 { // interrupted
			continue
		}
		t.Rows = append(t.Rows, []string{w.name, fmt.Sprint(n), seconds(theirs.seconds), seconds(ours.seconds),
			seconds(ours.warm), ratio(theirs.seconds / ours.seconds), ratio(theirs.seconds / ours.warm),
			ratio(theirs.processor / ours.processor), theirs.accuracy(), ours.accuracy(),
			fmt.Sprintf("%.3g, %.3g", theirs.epochs, ours.epochs)})
	}
	return t
}

// accuracy is the mean over seeds with the interval of one test of so many images: seeds share them.
func (m mean) accuracy() string {
	share := metrics.ShareOf(int(math.Round(m.correct)), m.total)
	percent := func(v metrics.Number) string { return table.Decimals(1)(100 * float64(v)) }
	return fmt.Sprintf("%s (%s to %s)", table.Decimals(1)(100*m.correct/float64(m.total)), percent(share.Low),
		percent(share.High))
}
