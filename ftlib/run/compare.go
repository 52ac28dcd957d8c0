package run

import (
	"fmt"
	"maps"
	"slices"

	"github.com/finetune-go/ft/ftlib/table"
)

// Compare puts runs side by side: the settings in which they differ, and no others, and their results.
func Compare(runs ...*Run) (table.Table, error) {
	t := table.Table{Name: "compare", Caption: "Runs side by side", Columns: []table.Column{{Head: "setting"}}}
	settings, all := make([]map[string]string, len(runs)), map[string]string{}
	for i, r := range runs {
		t.Columns = append(t.Columns, table.Column{Head: r.Name(), Right: true})
		flat, err := Settings(r.Config.WithDefaults()) // 0 and the constant that it stands for are no difference
		if err != nil {
			return t, fmt.Errorf("%s: %w", r.Name(), err)
		}
		settings[i] = flat
		maps.Copy(all, flat)
	}
	same := 0
	for _, key := range slices.Sorted(maps.Keys(all)) {
		line, differs := []string{key}, false
		for i := range runs {
			line = append(line, settings[i][key])
			differs = differs || settings[i][key] != settings[0][key]
		}
		if differs {
			t.Rows = append(t.Rows, line)
		} else {
			same++
		}
	}
	t.Notes = append(t.Notes, fmt.Sprintf("%d settings are the same in all.", same))
	for _, result := range []struct {
		name string
		of   func(r *Run) string
	}{
		{"epochs done", func(r *Run) string { return fmt.Sprint(len(r.History)) }},
		{"test accuracy (%)", test(func(s Score) string { return table.Decimals(2)(100 * s.Accuracy) })},
		{"test images right", test(func(s Score) string { return fmt.Sprint(s.Correct) })},
		{"test loss", test(func(s Score) string { return table.Digits(3)(s.Loss) })},
		{"train accuracy (%)", last(func(e Epoch) string { return table.Decimals(2)(100 * e.Accuracy) })},
		{"train loss", last(func(e Epoch) string { return table.Digits(3)(e.Loss) })},
		{"seconds, epochs", func(r *Run) string { return table.Digits(3)(r.Seconds(len(r.History))) }},
		{"hardware", func(r *Run) string {
			if r.Result == nil {
				return "unfinished"
			}
			return r.Result.Hardware.Backend + ", " + r.Result.Hardware.Device
		}},
	} {
		line := []string{result.name}
		for _, r := range runs {
			line = append(line, result.of(r))
		}
		t.Rows = append(t.Rows, line)
	}
	return t, nil
}

func last(of func(Epoch) string) func(*Run) string {
	return func(r *Run) string {
		if len(r.History) == 0 {
			return "–"
		}
		return of(r.History[len(r.History)-1])
	}
}

// test is of the test images after the last epoch, which an unfinished run with validation images has not seen.
func test(of func(Score) string) func(*Run) string {
	return func(r *Run) string {
		if r.Result != nil && r.Result.Validation.Total > 0 {
			return of(r.Result.Test)
		}
		if r.Result == nil && r.Config.Split.Validates() {
			return "–"
		}
		return last(func(e Epoch) string { return of(Score{e.ValLoss, e.ValAccuracy, e.ValCorrect, 0}) })(r)
	}
}
