package report

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/versus"
	"gonum.org/v1/plot/vg/draw"
)

// readPeers reads comparisons with another program, results/bench/keras.json; a file that isn't there holds none.
func readPeers(path string) ([]versus.Result, error) {
	all, err := versus.Read(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return all, err
}

// peer is the comparison for a row, if it was measured.
func (b *Book) peer(row paper.Row) (versus.Result, bool) {
	for _, p := range b.Peers {
		if p.Row.Model == row.Model && p.Row.Trainable == row.Trainable {
			return p, true
		}
	}
	return versus.Result{}, false
}

// peerName is a program's name as it writes itself.
func (b *Book) peerName() string {
	if len(b.Peers) == 0 || b.Peers[0].Peer == "" {
		return "another program"
	}
	name := b.Peers[0].Peer
	return strings.ToUpper(name[:1]) + name[1:]
}

// TimeFigure draws training time against the number of trainable layers for hold-out tables: ours, the paper's, and a
// peer's measured here, if there are any measurements.
func (b *Book) TimeFigure(name string, tables ...int) (*Figure, error) {
	var all []paper.Table
	for _, id := range tables {
		t, err := paper.TableOf(id)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	names, _ := b.byMachine(all...)
	p := rowPanels{label: "seconds", log: true, share: true, series: []series{{"ours", blue, draw.CircleGlyph{}, -0.25}}, ours: max(1, len(names))}
	for _, name := range names[min(1, len(names)):] {
		p.series = append(p.series, series{"ours, " + name, purple, draw.BoxGlyph{}, -0.25})
	}
	theirs, peers := len(p.series), len(p.series)+1
	p.series = append(p.series, series{"the paper's", vermilion, draw.RingGlyph{}, 0.25})
	if len(b.Peers) > 0 {
		p.series = append(p.series, series{b.peerName() + ", measured here", green, draw.TriangleGlyph{}, 0})
	}
	for _, t := range all {
		if t.Protocol != paper.Holdout && len(b.Peers) > 0 {
			return nil, fmt.Errorf("table %d is of a cross-validation: a peer's time is of a hold-out epoch", t.ID)
		}
		panel := rowPanel{table: t, points: make([][]rowPoint, len(p.series))}
		for i, row := range t.Rows {
			for k, name := range names {
				of := slices.DeleteFunc(slices.Clone(b.Measurements(row)), func(m Measurement) bool { return !slices.Contains(machines([]Measurement{m}), name) })
				if s := trainTime.Ours(of); s.Mean > 0 { // not so where times were not recorded
					panel.points[k] = append(panel.points[k], rowPoint{i, s.Mean, s.Min, s.Max})
				}
			}
			panel.points[theirs] = append(panel.points[theirs], rowPoint{i, row.Seconds, row.Seconds, row.Seconds})
			if peer, ok := b.peer(row); ok {
				v := peer.Seconds * float64(row.Epochs)
				panel.points[peers] = append(panel.points[peers], rowPoint{i, v, v, v})
			}
		}
		p.panels = append(p.panels, panel)
	}
	caption := "Training time against the number of trainable layers, hold-out split. Ours is that of the epochs with their evaluation, without the frozen layers' output, which is computed once and kept"
	if len(names) > 0 {
		caption += ", on " + names[0]
	}
	if len(names) > 1 {
		caption += " where the mark names no other machine"
	}
	caption += ". The paper's is of Google Colab: only its slope compares with ours."
	if len(b.Peers) > 0 {
		caption += fmt.Sprintf(" That of %s is one epoch on %s, by its measured steps, times their number.", b.peerName(), machine(b.Peers[0].Hardware))
	}
	return &Figure{Name: name, Width: ColumnWidth, Height: p.height(), draw: p.draw, Caption: caption}, nil
}

// EpochTimes is the table of seconds an epoch takes: the paper's, ours in the runs, and where a peer was measured on our
// machine, both side by side.
func (b *Book) EpochTimes() Table {
	t := Table{
		Name: "times", Caption: "Seconds an epoch takes, with its evaluation, hold-out split",
		Columns: []Column{{Head: "network"}, {"N", true}, {"paper, on Colab", true}, {"our runs", true}, {"seeds", true}, {Head: "ran on"}},
	}
	if len(b.Peers) > 0 {
		name := b.peerName()
		for _, head := range []string{name, "ours beside it", name + " / ours, 100 epochs"} {
			t.Columns = append(t.Columns, Column{head, true})
		}
		var on []string
		for _, p := range b.Peers {
			if where := machine(p.Hardware); !slices.Contains(on, where) {
				on = append(on, where)
			}
		}
		t.Notes = []string{fmt.Sprintf("%s and ours beside it were measured in turn on one machine, %s. Their ratio is of a whole row of 100 epochs, with compiling and with our frozen prefix: above 1 ours is faster.", name, strings.Join(on, " or "))}
	}
	for _, id := range []int{1, 5} { // which trainings of 200 epochs fill, too
		rows, _ := paper.Rows(id)
		for _, row := range rows {
			all := b.Measurements(row)
			peer, ok := b.peer(row)
			if len(all) == 0 && !ok {
				continue
			}
			line := []string{paper.ModelName(row.Model), strconv.Itoa(row.Trainable), decimals(2)(row.Seconds / float64(row.Epochs)), string(NotRun), "", ""}
			if len(all) > 0 {
				line[3], line[4], line[5] = digits(3)(trainTime.Ours(all).Mean/float64(row.Epochs)), strconv.Itoa(len(all)), list(machines(all))
			}
			switch {
			case ok:
				line = append(line, digits(3)(peer.Seconds), digits(3)(peer.OursSeconds), digits(3)(peer.Ratio))
			case len(b.Peers) > 0:
				line = append(line, "–", "–", "–")
			}
			t.Rows = append(t.Rows, line)
		}
	}
	return t
}
