package plan

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/table"
)

// Shared lists the cuts: what is computed once, for which runs, and what they take.
func (p *Plan) Shared() table.Table {
	t := table.Table{Name: "cuts", Caption: "Shared frozen prefixes",
		Columns: []table.Column{{Head: "network"}, {Head: "trainable", Right: true}, {Head: "frozen up to"}, {Head: "tables"},
			{Head: "runs", Right: true}, {Head: "done", Right: true}, {Head: "prefix", Right: true}, {Head: "an epoch",
				Right: true},
			{Head: "left", Right: true}, {Head: "estimated from"}}}
	for _, c := range p.Cuts {
		var tables []int
		done := 0
		for _, r := range c.Runs {
			for _, row := range r.Fills {
				tables = append(tables, row.Table)
			}
			if r.Finished() {
				done++
			}
		}
		slices.Sort(tables)
		line := []string{c.Config.Model, c.Config.Trainable, strings.Join(c.Boundary, ", "), join(slices.Compact(tables)),
			strconv.Itoa(len(c.Runs)), strconv.Itoa(done), "", "", duration(c.Seconds()), ""}
		if e := c.Estimate; e != nil {
			line[6], line[7], line[9] = "in the cache", duration(e.Epoch), e.Source
			if e.Prefix > 0 {
				line[6] = duration(e.Prefix)
			}
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

// Table lists every run once, with the tables that it fills and what is left of it.
func (p *Plan) Table() table.Table {
	t := table.Table{Name: "plan", Caption: "Runs",
		Columns: []table.Column{{Head: "run"}, {Head: "fills"}, {Head: "state"}, {Head: "epochs left", Right: true},
			{Head: "left", Right: true}}}
	done, begun, epochs := 0, 0, 0
	for _, r := range p.Runs {
		state := "to do"
		switch {
		case r.Finished():
			state = "done"
			done++
		case r.Damage != nil:
			state = "damaged"
		case r.Record != nil:
			state = fmt.Sprintf("begun: epoch %d of %d", len(r.Record.History), r.Config.Epochs)
			begun++
		}
		epochs += r.Left()
		t.Rows = append(t.Rows, []string{r.Name, r.fills(), state, strconv.Itoa(r.Left()), duration(r.Seconds())})
	}
	prefixes := 0.0
	for _, c := range p.Cuts {
		if c.Estimate != nil && c.Seconds() > 0 {
			prefixes += c.Estimate.Prefix
		}
	}
	t.Notes = []string{fmt.Sprintf("Runs: %d, of which %d done, %d begun, %d to do. Epochs left: %d, %s with %s for "+
		"prefixes.",
		len(p.Runs), done, begun, len(p.Runs)-done-begun, epochs, duration(p.Seconds()), duration(prefixes))}
	return t
}

// fills names the tables that a run fills, with the epoch where that isn't its last.
func (r *Run) fills() string {
	var names []string
	for _, row := range r.Fills {
		name := fmt.Sprintf("table %d", row.Table)
		if row.Epochs < r.Config.Epochs {
			name += fmt.Sprintf(" (epoch %d)", row.Epochs)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func join(numbers []int) string {
	var text []string
	for _, n := range numbers {
		text = append(text, strconv.Itoa(n))
	}
	return strings.Join(text, ", ")
}

// duration writes seconds to two digits or so: an estimate is no better.
func duration(seconds float64) string {
	switch {
	case math.IsNaN(seconds):
		return "?"
	case seconds == 0:
		return "0"
	case seconds < 10:
		return fmt.Sprintf("%.2g s", seconds)
	}
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min %02d s", d/time.Minute, d/time.Second%60)
	}
	return fmt.Sprintf("%d h %02d min", d/time.Hour, d/time.Minute%60)
}
