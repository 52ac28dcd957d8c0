package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/versus"
)

// peer is the comparison for a row, if it was measured.
func (b *Book) peer(row paper.Row) (versus.Result, bool) {
	for _, p := range b.peers {
		if p.Row.Model == row.Model && p.Row.Trainable == row.Trainable {
			return p, true
		}
	}
	return versus.Result{}, false
}

// peerName is a program's name as it writes itself.
func (b *Book) peerName() string {
	if len(b.peers) == 0 || b.peers[0].Peer == "" {
		return "another program"
	}
	name := b.peers[0].Peer
	return strings.ToUpper(name[:1]) + name[1:]
}

// epochTimes is the table of seconds an epoch takes: the paper's, ours in the runs, and where a peer was measured on
// our machine, both side by side.
func (b *Book) epochTimes() table.Table {
	t := newTable("times", "Seconds an epoch takes, with its evaluation, hold-out split",
		words("network"), numbers("N"), numbers("paper, on Colab"), numbers("our runs"), numbers("seeds"), words("ran on"))
	if len(b.peers) > 0 {
		name := b.peerName()
		for _, head := range []string{name, "ours beside it", name + " / ours, 100 epochs"} {
			t.Columns = append(t.Columns, numbers(head))
		}
		var on []string
		for _, p := range b.peers {
			if where := machine(p.Hardware); !slices.Contains(on, where) {
				on = append(on, where)
			}
		}
		t.Notes = []string{fmt.Sprintf("%s and ours beside it were measured in turn on one machine, %s. The ratio is of "+
			"a whole row of 100 epochs, with compiling and, for ours, with the output of the frozen layers. Above 1, ours "+
			"is faster.", name, strings.Join(on, " or "))}
	}
	for _, l := range b.lines(1, 5) { // which trainings of 200 epochs fill, too
		row := l.row()
		peer, ok := b.peer(row)
		if !l.run() && !ok {
			continue
		}
		theirs := table.Decimals(2)(row.Seconds / float64(row.Epochs))
		cells := []string{paper.ModelName(row.Model), strconv.Itoa(row.Trainable), theirs, string(notRun), "", ""}
		if l.run() {
			seconds := l.of(trainTime)
			cells[3], cells[4], cells[5] = seconds.number(seconds.ours.mean/float64(row.Epochs)), seconds.seedCount(),
				list(machines(l.seeds()))
		}
		switch number := trainTime.number; {
		case ok:
			cells = append(cells, number(peer.Seconds), number(peer.OursSeconds), number(peer.Ratio))
		case len(b.peers) > 0:
			cells = append(cells, "–", "–", "–")
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
