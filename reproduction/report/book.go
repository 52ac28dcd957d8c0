package report

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/versus"
)

// Book holds the runs of a reproduction, sorted into the paper's rows.
type Book struct {
	Runs  []*run.Run
	Peers []versus.Result // comparisons with another program, measured on a machine of ours; may be empty
	rows  map[paper.Need][]Measurement
}

// New sorts runs into the paper's rows. A run that fits none, such as one on other images, stays in Runs only.
func New(runs []*run.Run) *Book {
	b := &Book{Runs: runs, rows: map[paper.Need][]Measurement{}}
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			b.rows[need(row)] = Fill(row, runs)
		}
	}
	return b
}

// Read reads the run folders below root into a book, and the comparison with Keras in the folder bench beside
// root, if it was made.
func Read(root string) (*Book, error) {
	runs, err := run.List(root)
	if err != nil {
		return nil, err
	}
	b := New(runs)
	b.Peers, err = readPeers(filepath.Join(filepath.Dir(filepath.Clean(root)), "bench", "keras.json"))
	return b, err
}

func need(row paper.Row) paper.Need { return paper.Need{Table: row.Table, Trainable: row.Trainable} }

// Measurements are what was measured for a row, one for each complete seed.
func (b *Book) Measurements(row paper.Row) []Measurement { return b.rows[need(row)] }

// Command is the command that runs a row.
func Command(row paper.Row) string {
	return fmt.Sprintf("ft reproduce --table %d --rows %d", row.Table, row.Trainable)
}

// missing is a note with the command of the rows of a table that were not run, and how long they would take.
func (b *Book) missing(t paper.Table) []string {
	var rows []string
	var of []paper.Row
	seconds := 0.
	for _, row := range t.Rows {
		if len(b.Measurements(row)) == 0 {
			rows, of = append(rows, strconv.Itoa(row.Trainable)), append(of, row)
			seconds += b.estimate(row)
		}
	}
	verb := "were"
	switch len(rows) {
	case 0:
		return nil
	case 1:
		verb = "was"
	}
	note := fmt.Sprintf("N = %s %s not run: `ft reproduce --table %d --rows %s`", list(rows), verb, t.ID, strings.Join(rows, ","))
	if seconds > 0 {
		here := machine(b.Peers[0].Hardware)
		note += fmt.Sprintf(" (about %.1f hours on %s%s, by measured epochs)", seconds/3600, here, b.elsewhere(of, here))
	}
	return []string{note}
}

// estimate is how many seconds a row takes on the machine that was measured beside a peer, 0 if none was. Two tables
// share its trainings.
func (b *Book) estimate(row paper.Row) (seconds float64) {
	p, ok := b.peer(row)
	if !ok {
		return 0
	}
	seconds = p.OursPrefix
	for _, c := range row.Configs(1, true) {
		seconds += p.OursCompile + float64(c.Epochs)*p.OursSeconds
	}
	return seconds
}

// fill is a hint which epoch of which training fills the table.
func (b *Book) fill(t paper.Table) []string {
	seeds := false
	for _, row := range t.Rows {
		seeds = seeds || len(b.Measurements(row)) > 1
	}
	var notes []string
	notes = append(notes, b.sharedNote(t)...)
	if t.Protocol == paper.Holdout {
		notes = append(notes, "Training loss and accuracy are running means over the last epoch with dropout on, as Keras' History reports them.")
	}
	if t.Protocol == paper.FiveFold {
		notes = append(notes, foldsNote)
	}
	if seeds {
		notes = append(notes, "Ours is the mean ± sample standard deviation over seeds.")
	}
	return append(notes, b.timesNote(t))
}

// sharedSeeds counts the measurements that were read in the middle of longer trainings.
func sharedSeeds(all []Measurement) (n int) {
	for _, m := range all {
		if m.Shared() {
			n++
		}
	}
	return n
}

// foldsNote says which deviation and time the tables of the cross-validation have.
const foldsNote = "The deviation over folds is the population standard deviation of the five accuracies, and the time is that of all five trainings, as in the paper."

// sharedNote says what of a table was read in the middle of longer trainings, if anything was.
func (b *Book) sharedNote(t paper.Table) []string {
	all, shared := 0, 0
	for _, row := range t.Rows {
		all, shared = all+len(b.Measurements(row)), shared+sharedSeeds(b.Measurements(row))
	}
	if shared == 0 {
		return nil
	}
	note := fmt.Sprintf("Read at epoch %d of trainings of %d epochs, which pass through the same states", t.Epochs, paper.LongEpochs)
	if single := all - shared; single > 0 {
		note += fmt.Sprintf(", but for %d that ended there", single)
	}
	return []string{note + "."}
}
