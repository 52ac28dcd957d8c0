//go:build cgo

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/fetch"
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

// record writes what is there so far.
func record(all []result, out string) error {
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	return fetch.WriteBytes(out, append(text, '\n'))
}

// The table in the document stands between these lines.
const begin, end = "<!-- begin defaults -->\n", "<!-- end defaults -->"

// describe replaces the table in the document.
func describe(all []result, document string) error {
	page, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(page), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the table: %s", document, begin)
	}
	var b bytes.Buffer
	if err := tableOf(all).Write(&b, table.Markdown); err != nil {
		return err
	}
	return fetch.WriteBytes(document, []byte(head+begin+b.String()+end+tail))
}

// tableOf sets the defaults beside the random settings.
func tableOf(all []result) table.Table {
	number := func(head string) table.Column { return table.Column{Head: head, Right: true} }
	t := table.Table{Columns: []table.Column{{Head: "set"}, number("training images"), number("test images"),
		number("defaults (%)"), number("best of 20 (%)"), number("median of 20 (%)"),
		{Head: "best: head, trainable, optimizer, rate, epochs"}}}
	percent := func(t try) string { return table.Decimals(2)(100 * t.Test.Accuracy) }
	for _, r := range all {
		sorted := slices.Clone(r.Random)
		slices.SortStableFunc(sorted, func(a, b try) int { return b.Test.Correct - a.Test.Correct })
		best, c := sorted[0], sorted[0].Config
		t.Rows = append(t.Rows, []string{r.Set, fmt.Sprint(r.Images), fmt.Sprint(best.Test.Total), percent(r.Defaults),
			percent(best), percent(sorted[len(sorted)/2]),
			fmt.Sprintf("%s, %s, %s, %s, %d", c.Head, c.Trainable, c.Optimizer.Name,
				table.Digits(2)(c.Optimizer.LearningRate), best.Epochs)})
	}
	return t
}
