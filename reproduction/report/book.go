package report

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/versus"
)

// Book holds the runs of a reproduction, and all the paper's numbers beside what they gave.
type Book struct {
	Problems []run.Problem   // folders among the runs that could not be read, and are left out
	runs     []*run.Run      // a run that fits no row of the paper, such as one on other images, is here only
	peers    []versus.Result // comparisons with another program, measured on a machine of ours; may be empty
	records  []record        // one for each number, in the order of the paper's tables
	compared map[paper.Pair]comparison
}

// newBook compares the paper's numbers with those of runs.
func newBook(runs []*run.Run) *Book {
	b := &Book{runs: runs}
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			b.records = append(b.records, lineOf(row, fill(row, runs))...)
		}
	}
	return b
}

// Read reads the run folders below root into a book, and the comparison with Keras in the folder bench beside
// root, if it was made.
func Read(root string) (*Book, error) {
	runs, problems, err := run.List(root)
	if err != nil {
		return nil, err
	}
	b := newBook(runs)
	b.Problems = problems
	b.peers, err = versus.Read(filepath.Join(filepath.Dir(filepath.Clean(root)), "bench", "keras.json"))
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return b, err
}

// finished are the runs with a result.
func (b *Book) finished() []*run.Run {
	return slices.DeleteFunc(slices.Clone(b.runs), func(r *run.Run) bool { return r.Result == nil })
}

// rowCommand is the command that runs a row.
func rowCommand(row paper.Row) string {
	return fmt.Sprintf("ft reproduce --table %d --rows %d", row.Table, row.Trainable)
}

// missing is a note with the command of the rows of a table that were not run, and how long they would take.
func (b *Book) missing(t paper.Table) []string {
	var layers []string
	var rows []paper.Row
	seconds := 0.
	for _, l := range b.lines(t.ID) {
		if !l.run() {
			layers, rows = append(layers, strconv.Itoa(l.row().Trainable)), append(rows, l.row())
			seconds += b.estimate(l.row())
		}
	}
	verb := "were"
	switch len(rows) {
	case 0:
		return nil
	case 1:
		verb = "was"
	}
	note := fmt.Sprintf("N = %s %s not run: `ft reproduce --table %d --rows %s`", list(layers), verb, t.ID,
		strings.Join(layers, ","))
	if seconds > 0 {
		here := machine(b.peers[0].Hardware)
		note += fmt.Sprintf(" (about %.1f hours on %s%s, estimated from measured epochs)", seconds/3600, here,
			b.elsewhere(rows, here))
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

// notes say how the numbers of a table are to be read.
func (b *Book) notes(t paper.Table) []string {
	notes := append(b.missing(t), b.sharedNote(t)...)
	if t.Protocol == paper.Holdout {
		notes = append(notes, "Training loss and accuracy are running means over the last epoch with dropout on, as "+
			"Keras' History reports them.")
	}
	if t.Protocol == paper.FiveFold {
		notes = append(notes, foldsNote)
	}
	if slices.ContainsFunc(b.lines(t.ID), func(l line) bool { return len(l.seeds()) > 1 }) {
		notes = append(notes, "Ours is the mean ± sample standard deviation over seeds.")
	}
	return append(notes, b.timesNote(t))
}

// foldsNote says which deviation and time the tables of the cross-validation have.
const foldsNote = "The deviation over folds is the population standard deviation of the five accuracies, and the " +
	"time is that of all five trainings, as in the paper."

// sharedSeeds counts the measurements that were read in the middle of longer trainings.
func sharedSeeds(all []measurement) (n int) {
	for _, m := range all {
		if m.shared() {
			n++
		}
	}
	return n
}

// sharedNote says what of a table was read in the middle of longer trainings, if anything was.
func (b *Book) sharedNote(t paper.Table) []string {
	shared, all := 0, 0
	for _, l := range b.lines(t.ID) {
		shared, all = shared+sharedSeeds(l.seeds()), all+len(l.seeds())
	}
	if shared == 0 {
		return nil
	}
	note := fmt.Sprintf("Read at epoch %d of trainings of %d epochs, which pass through the same states", t.Epochs,
		paper.LongEpochs)
	if single := all - shared; single > 0 {
		note += fmt.Sprintf(", except %d that ended there", single)
	}
	return []string{note + "."}
}

// list joins words: "6, 16, 26 and 38".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
