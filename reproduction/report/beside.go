package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// RunsOf are the runs of a row, one for each complete seed and its folds.
func (b *Book) RunsOf(row paper.Row) (runs []*run.Run) {
	for _, m := range b.line(row).seeds() {
		runs = append(runs, m.runs...)
	}
	return runs
}

// Beside is table id, 1 to 8, with a line for the paper's numbers of a row, one for those of the recorded runs, and one
// for each training of one's own, whatever its settings: what differs from the paper's stands in the line.
func (b *Book) Beside(id int, own []*run.Run) (table.Table, error) {
	t, err := paper.TableOf(id)
	if err != nil {
		return table.Table{}, err
	}
	out := newTable(fmt.Sprintf("table%d-beside", id),
		t.Title()+": the paper, the recorded runs, and the runs of this notebook", numbers("N"), words("numbers of"))
	kinds := b.lines(id)[0].inTables()
	for _, r := range kinds {
		out.Columns = append(out.Columns, numbers(r.label()))
	}
	groups, order := groupsOf(own)
	add := func(n, from string, texts func(record) string, of line) {
		row := []string{n, from}
		for _, r := range of {
			row = append(row, texts(r))
		}
		out.Rows = append(out.Rows, row)
	}
	mine := func(key string) {
		runs := groups[key]
		if runs == nil {
			return
		}
		delete(groups, key)
		c := runs[0].Config
		row := paper.Row{Table: id, Model: t.Model, Protocol: t.Protocol, Epochs: t.Epochs}
		row.Trainable, _ = strconv.Atoi(c.Trainable)
		add(c.Trainable, from(row, c, runs), record.ourText, lineOf(row, []measurement{measure(lastCommon(runs),
			runs...)}).inTables())
	}
	for _, l := range b.lines(id) {
		n := strconv.Itoa(l.row().Trainable)
		add(n, "the paper", record.theirText, l.inTables())
		if l.run() {
			add(n, "recorded, "+plural(len(l.seeds()), "seed"), record.ourText, l.inTables())
		}
		for _, key := range order {
			if g := groups[key]; g != nil && g[0].Config.Trainable == n {
				mine(key)
			}
		}
	}
	for _, key := range order { // other layers than the paper's
		mine(key)
	}
	out.Notes = append(b.sharedNote(t), "Recorded: the mean ± sample standard deviation over seeds.")
	if t.Protocol == paper.FiveFold {
		out.Notes = append(out.Notes, foldsNote)
	}
	return out, nil
}

// groupsOf puts the folds of one cross-validation together.
func groupsOf(own []*run.Run) (groups map[string][]*run.Run, order []string) {
	groups = map[string][]*run.Run{}
	for _, r := range own {
		c := r.Config.WithDefaults()
		c.Split.Fold = 0
		key := fmt.Sprint(c)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], r)
	}
	return groups, order
}

// lastCommon is the last epoch that all runs have.
func lastCommon(runs []*run.Run) int {
	epoch := len(runs[0].History)
	for _, r := range runs {
		epoch = min(epoch, len(r.History))
	}
	return epoch
}

// from says that a line is of the notebook, and in what its training differs from the row's.
func from(row paper.Row, c run.Config, runs []*run.Run) string {
	said := []string{"this notebook"}
	want := row.Configs(c.Seeds.Init, false)[0]
	if want.Split.Fold > 0 {
		want.Split.Fold = c.Split.Fold
	}
	heads := paper.Catalog("") // the same head may be named or written out
	want.Trainable, want.Head, c.Head = c.Trainable, heads.Head(want.Model, want.Head), heads.Head(c.Model, c.Head)
	said = append(said, run.Differences(c.WithDefaults(), want.WithDefaults())...)
	if row.Protocol == paper.FiveFold && len(runs) < paper.Folds {
		said = append(said, plural(len(runs), "fold"))
	}
	return strings.Join(said, ", ")
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
