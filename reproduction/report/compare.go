package report

import (
	"fmt"
	"sort"

	"github.com/finetune-go/ft/ftlib/run"
)

// Compare puts runs side by side: the settings in which they differ, and no others, and their results.
func Compare(runs ...*run.Run) (Table, error) {
	t := Table{Name: "compare", Caption: "Runs side by side", Columns: []Column{{Head: "setting"}}}
	settings := make([]map[string]string, len(runs))
	keys := map[string]bool{}
	for i, r := range runs {
		t.Columns = append(t.Columns, Column{r.Name(), true})
		flat, err := run.Settings(r.Config.WithDefaults()) // 0 and the constant that it stands for are no difference
		if err != nil {
			return t, fmt.Errorf("%s: %w", r.Name(), err)
		}
		settings[i] = flat
		for key := range flat {
			keys[key] = true
		}
	}
	var order []string
	for key := range keys {
		order = append(order, key)
	}
	sort.Strings(order)
	same := 0
	for _, key := range order {
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
		of   func(r *run.Run) string
	}{
		{"epochs done", func(r *run.Run) string { return fmt.Sprint(len(r.History)) }},
		{"test accuracy (%)", last(func(e run.Epoch) string { return decimals(2)(100 * e.ValAccuracy) })},
		{"test images right", last(func(e run.Epoch) string { return fmt.Sprint(e.ValCorrect) })},
		{"test loss", last(func(e run.Epoch) string { return digits(3)(e.ValLoss) })},
		{"train accuracy (%)", last(func(e run.Epoch) string { return decimals(2)(100 * e.Accuracy) })},
		{"train loss", last(func(e run.Epoch) string { return digits(3)(e.Loss) })},
		{"seconds, epochs", func(r *run.Run) string { return digits(3)(seconds(r, len(r.History))) }},
		{"hardware", func(r *run.Run) string {
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

func last(of func(run.Epoch) string) func(*run.Run) string {
	return func(r *run.Run) string {
		if len(r.History) == 0 {
			return "–"
		}
		return of(r.History[len(r.History)-1])
	}
}
