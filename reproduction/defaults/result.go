//go:build cgo

package main

import (
	"fmt"
	"slices"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
)

// result is what came out on one set.
type result struct {
	Set      string `json:"set"`
	Images   int    `json:"training_images"`
	Defaults try    `json:"defaults"`
	Random   []try  `json:"random"`
}

// try is one training.
type try struct {
	Name    string     `json:"name"`
	Config  run.Config `json:"config"`
	Test    run.Score  `json:"test"`
	Epochs  int        `json:"epochs"`
	Seconds float64    `json:"seconds"` // of the epochs
}

// tableOf sets the defaults beside the random settings.
func tableOf(all []result) table.Table {
	number := func(head string) table.Column { return table.Column{Head: head, Right: true} }
	t := table.Table{Columns: []table.Column{{Head: "set"}, number("training images"), number("test images"),
		number("defaults (%)"), number("their seconds"), number("best of 20 (%)"), number("median of 20 (%)"),
		{Head: "best: head, trainable, optimizer, rate, epochs"}}}
	percent := func(t try) string { return table.Decimals(2)(100 * t.Test.Accuracy) }
	for _, r := range all {
		sorted := slices.Clone(r.Random)
		slices.SortStableFunc(sorted, func(a, b try) int { return b.Test.Correct - a.Test.Correct })
		best, c := sorted[0], sorted[0].Config
		t.Rows = append(t.Rows, []string{r.Set, fmt.Sprint(r.Images), fmt.Sprint(best.Test.Total), percent(r.Defaults),
			table.Decimals(0)(r.Defaults.Seconds), percent(best), percent(sorted[len(sorted)/2]),
			fmt.Sprintf("%s, %s, %s, %s, %d", c.Head, c.Trainable, c.Optimizer.Name,
				table.Digits(2)(c.Optimizer.LearningRate), best.Epochs)})
	}
	return t
}
