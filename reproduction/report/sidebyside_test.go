package report

import (
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

func pair(t *testing.T, table, n int, change func(*run.Config)) Pair {
	t.Helper()
	row, err := paper.Find(table, n)
	if err != nil {
		t.Fatal(err)
	}
	c := row.Configs(1, false)[0]
	change(&c)
	return Pair{Row: row, Runs: []*run.Run{synthetic(c)}}
}

func TestSideBySide(t *testing.T) {
	full := SideBySide(pair(t, 1, 3, func(*run.Config) {}), pair(t, 5, 6, func(*run.Config) {})).String()
	for _, want := range []string{"Table 1, VGG16, 3 trainable layers", "82.10", "agrees", "420"} {
		if !strings.Contains(full, want) {
			t.Errorf("no %q in\n%s", want, full)
		}
	}
	short := SideBySide(pair(t, 1, 3, func(c *run.Config) { c.Epochs = 5 })).String()
	if !strings.Contains(short, "epoch 5") || strings.Contains(short, "agrees") {
		t.Errorf("a short run must say its epoch and get no verdict:\n%s", short)
	}
	demo := SideBySide(pair(t, 1, 3, func(c *run.Config) { c.Data = "demo" })).String()
	if !strings.Contains(demo, "DEMO") || strings.Contains(demo, "agrees") {
		t.Errorf("a demo must say so and get no verdict:\n%s", demo)
	}
	row, _ := paper.Find(1, 16)
	if none := SideBySide(Pair{Row: row}).String(); !strings.Contains(none, "not run") {
		t.Error(none)
	}
	t.Log("\n" + full + "\n" + demo)
}

// TestAllSeeds speaks of the other seeds of a row where there are some.
func TestAllSeeds(t *testing.T) {
	shown := pair(t, 5, 6, func(*run.Config) {})
	other := pair(t, 5, 6, func(c *run.Config) { *c = c.WithSeed(2) })
	if notes := newBook(shown.Runs).AllSeeds(shown); notes != nil {
		t.Errorf("%q", notes)
	}
	notes := newBook(append(other.Runs, shown.Runs...)).AllSeeds(shown)
	if len(notes) != 1 || !strings.Contains(notes[0], "over all 2 seeds") {
		t.Errorf("%q", notes)
	}
}
