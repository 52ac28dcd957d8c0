package figure

import (
	"fmt"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
)

// sorted puts the runs that have an epoch into panels, by the value of the setting. Runs whose mean would mix trainings
// of different kinds are refused.
func (f *CurveFigure) sorted() (map[string][]*run.Run, error) {
	byPanel := map[string][]*run.Run{}
	for _, r := range f.runs {
		if r.Config.Model != f.runs[0].Config.Model && f.by != "model" {
			return nil, fmt.Errorf("runs of several models: give the runs of one")
		}
	}
	for _, r := range f.runs {
		settings, err := run.Settings(r.Config.WithDefaults()) // a constant that is left out is its default
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.Name(), err)
		}
		value, ok := settings[f.by]
		if !ok {
			return nil, fmt.Errorf("%s has no setting %q: give a name of config.json, such as optimizer.learning_rate",
				r.Name(), f.by)
		}
		if len(r.History) == 0 {
			continue
		}
		if of := byPanel[value]; len(of) > 0 {
			if err := alikeOrNot(r, of[0]); err != nil {
				return nil, err
			}
		}
		byPanel[value] = append(byPanel[value], r)
	}
	return byPanel, nil
}

// alikeOrNot is an error for two runs that no mean can be made of.
func alikeOrNot(r, first *run.Run) error {
	if d := run.Differences(alike(r.Config), alike(first.Config)); len(d) > 0 {
		return fmt.Errorf("%s and %s would be in one panel, but have %s: leave one out, or make panels by that setting",
			r.Name(), first.Name(), strings.Join(d, ", "))
	}
	return nil
}

// alike is a configuration without what runs of one mean may differ in.
func alike(c run.Config) run.Config {
	c = c.WithDefaults()
	c.Seeds, c.Split.Fold, c.Epochs = run.Seeds{}, 0, 0
	return c
}
