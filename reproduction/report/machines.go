package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// machine names what a run ran on: "AMD EPYC with 2 threads", "NVIDIA H200".
func machine(h run.Hardware) string {
	if h.Backend == "xla:cuda" { // its threads wait
		return h.Device
	}
	return fmt.Sprintf("%s with %d threads", h.Device, h.Threads)
}

// unrecorded is the machine of runs that are unfinished: it is recorded at their end.
const unrecorded = "a machine not yet recorded"

func machineOf(r *run.Run) string {
	if r.Result == nil {
		return unrecorded
	}
	return machine(r.Result.Hardware)
}

// machines are what measurements ran on, each once.
func machines(all []measurement) (names []string) {
	for _, m := range all {
		for _, r := range m.runs {
			if name := machineOf(r); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// byMachine lists the machines that filled rows of tables, the one of most rows first, and gives the rows of each.
func (b *Book) byMachine(tables ...int) (names []string, rows map[string][]paper.Row) {
	rows = map[string][]paper.Row{}
	for _, l := range b.lines(tables...) {
		for _, name := range machines(l.seeds()) {
			if rows[name] == nil {
				names = append(names, name)
			}
			rows[name] = append(rows[name], l.row())
		}
	}
	slices.SortStableFunc(names, func(x, y string) int {
		switch unrecorded { // the last of all
		case x:
			return 1
		case y:
			return -1
		}
		return len(rows[y]) - len(rows[x])
	})
	return names, rows
}

// timesNote says which machines the times of a table are of.
func (b *Book) timesNote(t paper.Table) string {
	names, rows := b.byMachine(t.ID)
	note := "Times come from different machines and are not judged: the paper's from Google Colab, ours from the " +
		"epochs with their evaluation"
	switch len(names) {
	case 0:
		return note + "."
	case 1:
		return note + " on " + names[0] + "."
	}
	var each []string
	for _, name := range names {
		var layers []string
		for _, row := range rows[name] {
			layers = append(layers, strconv.Itoa(row.Trainable))
		}
		each = append(each, fmt.Sprintf("%s (N = %s)", name, list(layers)))
	}
	return note + " on " + list(each) + "."
}

// elsewhere says how long rows that were not run take on other machines than one, by the epochs of the rows that train
// as much of the network: ", 20 minutes on NVIDIA H200". A machine that has no such epochs for one of them is left out.
func (b *Book) elsewhere(rows []paper.Row, than string) (text string) {
	names, _ := b.byMachine()
	for _, name := range names {
		seconds := 0.
		for _, row := range rows {
			for _, c := range row.Configs(1, true) {
				seconds += b.epochOn(name, row) * float64(c.Epochs)
			}
		}
		if name != than && name != unrecorded && seconds > 0 { // NaN is not
			text += fmt.Sprintf(", %.0f minutes on %s", math.Ceil(seconds/60), name)
		}
	}
	return text
}

// epochOn is how many seconds an epoch of a row's network, cut there, took on a machine; NaN if none was run.
func (b *Book) epochOn(name string, row paper.Row) float64 {
	seconds, epochs := 0., 0
	for _, l := range b.lines() {
		if l.row().Model != row.Model || l.row().Trainable != row.Trainable {
			continue
		}
		for _, m := range l.seeds() {
			if slices.Equal(machines([]measurement{m}), []string{name}) {
				seconds, epochs = seconds+m.seconds, epochs+m.epoch*len(m.runs)
			}
		}
	}
	return seconds / float64(epochs)
}

// deviceFlag is the flag that a row's runs had, if all had it.
func deviceFlag(all []measurement) string {
	for _, m := range all {
		if slices.ContainsFunc(m.runs, func(r *run.Run) bool {
			return r.Result == nil ||
				r.Result.Hardware.Backend != "xla:cuda"
		}) {
			return ""
		}
	}
	return " --device cuda"
}
