package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
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
func SideBySide(pairs ...Pair) table.Table {
	t := table.Table{Name: "side-by-side", Caption: "The paper's rows beside ours",
		Columns: []table.Column{words("row"), words("quantity"),
			numbers("paper"), numbers("ours"), numbers("difference"), words("verdict"), numbers("paper's seconds"),
			numbers("our seconds")}}
	note := func(s string) {
		if !slices.Contains(t.Notes, s) {
			t.Notes = append(t.Notes, s)
		}
	}
	for _, p := range pairs {
		all, epoch, cautions := p.measure()
		for _, c := range cautions {
			note(c)
		}
		l := lineOf(p.Row, all)
		for i, r := range []record{l.accuracy(), l.loss()} {
			row := []string{"", r.label(), r.theirText(), r.ourText(), r.difference(), string(r.agreement), "", ""}
			if r.run() && cautions != nil {
				row[5] = string(notJudged)
			}
			if between := r.between(); between != "" {
				row[3] += " (" + between + ")"
			}
			if r.run() && epoch != p.Row.Epochs {
				row[1] += fmt.Sprintf(", epoch %d", epoch)
			}
			if i == 0 {
				seconds := l.of(trainTime)
				row[0] = fmt.Sprintf("Table %d, %s, %d trainable layers", p.Row.Table, paper.ModelName(p.Row.Model),
					p.Row.Trainable)
				row[6] = seconds.theirText()
				if r.run() {
					row[7] = seconds.number(seconds.ours.mean)
				}
			}
			t.Rows = append(t.Rows, row)
		}
	}
	note("The paper's seconds are Google Colab's; ours are those of the epochs on this machine, each with its " +
		"evaluation, without the frozen prefix.")
	return t
}

// AllSeeds are notes on rows of which the book has more seeds than the pairs: one seed may be a lucky one.
func (b *Book) AllSeeds(pairs ...Pair) (notes []string) {
	for _, p := range pairs {
		shown, _, cautions := p.measure()
		l := b.line(p.Row)
		if len(shown) == 0 || cautions != nil || len(l.seeds()) <= len(shown) {
			continue
		}
		var parts []string
		for _, r := range []record{l.accuracy(), l.loss()} {
			text := r.name + " " + r.ourText()
			if r.unit != "" {
				text += " " + r.unit
			}
			parts = append(parts, fmt.Sprintf("%s (%s)", text, r.agreement))
		}
		notes = append(notes, fmt.Sprintf("Table %d, N = %d, over all %d seeds that were run: %s.", p.Row.Table,
			p.Row.Trainable, len(l.seeds()), strings.Join(parts, ", ")))
	}
	return notes
}

// measure reads the runs at the row's epoch, or at their last common one. With a caution there is no verdict: it would
// compare different things.
func (p Pair) measure() (all []measurement, epoch int, cautions []string) {
	epoch = p.Row.Epochs
	for _, r := range p.Runs {
		epoch = min(epoch, len(r.History))
	}
	if len(p.Runs) == 0 || epoch == 0 {
		return nil, 0, nil
	}
	if epoch < p.Row.Epochs {
		cautions = append(cautions, fmt.Sprintf("Read at epoch %d of the paper's %d: no verdict.", epoch, p.Row.Epochs))
	}
	bySeed := map[uint32][]*run.Run{}
	var order []uint32
	for _, r := range p.Runs {
		c := r.Config
		c.Epochs = max(c.Epochs, p.Row.Epochs)
		if c.Data == "demo" {
			cautions = append(cautions, "DEMO: our numbers are of drawn images, not of the paper's photographs.")
		} else if !p.Row.Fits(c) {
			cautions = append(cautions, fmt.Sprintf("%s differs from the paper's settings: no verdict.", r.Name()))
		}
		if bySeed[c.Seeds.Init] == nil {
			order = append(order, c.Seeds.Init)
		}
		bySeed[c.Seeds.Init] = append(bySeed[c.Seeds.Init], r)
	}
	for _, seed := range order {
		all = append(all, measure(epoch, bySeed[seed]...))
	}
	return all, epoch, cautions
}
