package report

import (
	"fmt"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// Pair is a row of the paper and the runs of ours to hold against it. The runs need not be of the paper's length or
// images: what differs is said below the table.
type Pair struct {
	Row  paper.Row
	Runs []*run.Run
}

// SideBySide is the short table that a reproduction prints at its end: the paper's accuracy, loss and time beside ours.
// A run that is shorter than the row is shown at its last epoch.
func SideBySide(pairs ...Pair) Table {
	t := Table{
		Name:    "side-by-side",
		Caption: "The paper's rows beside ours",
		Columns: []Column{
			{Head: "row"}, {Head: "quantity"}, {"paper", true}, {"ours", true}, {"difference", true}, {Head: "verdict"},
			{"paper's seconds", true}, {"our seconds", true},
		},
	}
	notes := map[string]bool{}
	note := func(format string, args ...any) {
		if s := fmt.Sprintf(format, args...); !notes[s] {
			notes[s] = true
			t.Notes = append(t.Notes, s)
		}
	}
	for _, p := range pairs {
		all, epoch, judged := p.measure(note)
		for i, q := range []Quantity{accuracyOf(p.Row), lossOf(p.Row)} {
			row := []string{"", q.Label(), q.Number(q.Paper(p.Row)), string(NotRun), "", string(NotRun), "", ""}
			if i == 0 {
				row[0] = fmt.Sprintf("Table %d, %s, %d trainable layers", p.Row.Table, paper.ModelName(p.Row.Model), p.Row.Trainable)
				row[6] = trainTime.Number(p.Row.Seconds)
			}
			if len(all) > 0 {
				s := q.Ours(all)
				row[3] = s.Text(q.Number)
				if between := s.Range(q.Number); between != "" {
					row[3] += " (" + between + ")"
				}
				row[4] = q.difference(s.Mean, q.Paper(p.Row))
				row[5] = string(NotJudged)
				if judged {
					row[5] = string(q.Judge(p.Row, all))
				}
				if i == 0 {
					row[7] = trainTime.Number(trainTime.Ours(all).Mean)
				}
				if epoch != p.Row.Epochs {
					row[1] += fmt.Sprintf(", epoch %d", epoch)
				}
			}
			t.Rows = append(t.Rows, row)
		}
	}
	note("The paper's seconds are Google Colab's; ours are those of the epochs on this machine, each with its evaluation, without the frozen prefix.")
	return t
}

// AllSeeds are notes on rows of which the book has more seeds than the pairs: one seed may be a lucky one.
func (b *Book) AllSeeds(pairs ...Pair) (notes []string) {
	for _, p := range pairs {
		shown, _, judged := p.measure(func(string, ...any) {})
		all := b.Measurements(p.Row)
		if !judged || len(all) <= len(shown) {
			continue
		}
		var parts []string
		for _, q := range []Quantity{accuracyOf(p.Row), lossOf(p.Row)} {
			text := fmt.Sprintf("%s %s", q.Name, q.Ours(all).Text(q.Number))
			if q.Unit != "" {
				text += " " + q.Unit
			}
			parts = append(parts, fmt.Sprintf("%s (%s)", text, q.Judge(p.Row, all)))
		}
		notes = append(notes, fmt.Sprintf("Table %d, N = %d, over all %d seeds that were run: %s.", p.Row.Table, p.Row.Trainable, len(all), strings.Join(parts, ", ")))
	}
	return notes
}

// measure reads the runs at the row's epoch, or at their last common one. judged is false where a verdict would
// compare different things.
func (p Pair) measure(note func(string, ...any)) (all []Measurement, epoch int, judged bool) {
	epoch = p.Row.Epochs
	for _, r := range p.Runs {
		epoch = min(epoch, len(r.History))
	}
	if len(p.Runs) == 0 || epoch == 0 {
		return nil, 0, false
	}
	judged = true
	if epoch < p.Row.Epochs {
		judged = false
		note("Read at epoch %d of the paper's %d: no verdict.", epoch, p.Row.Epochs)
	}
	bySeed := map[uint32][]*run.Run{}
	var order []uint32
	for _, r := range p.Runs {
		c := r.Config
		if c.Data == "demo" {
			note("DEMO: our numbers are of drawn images, not of the paper's photographs.")
		} else if c.Epochs = max(c.Epochs, p.Row.Epochs); !p.Row.Fits(c) {
			note("%s differs from the paper's settings: no verdict.", r.Name())
		}
		c.Epochs = max(c.Epochs, p.Row.Epochs)
		judged = judged && p.Row.Fits(c)
		if bySeed[c.Seeds.Init] == nil {
			order = append(order, c.Seeds.Init)
		}
		bySeed[c.Seeds.Init] = append(bySeed[c.Seeds.Init], r)
	}
	for _, seed := range order {
		all = append(all, Measure(p.Row, epoch, bySeed[seed]...))
	}
	return all, epoch, judged
}

func accuracyOf(r paper.Row) Quantity {
	if r.Protocol == paper.FiveFold {
		return meanAccuracy
	}
	return testAccuracy
}

func lossOf(r paper.Row) Quantity {
	if r.Protocol == paper.FiveFold {
		return meanLoss
	}
	return testLoss
}
