package report

import (
	"slices"

	"github.com/finetune-go/ft/data"
	"github.com/finetune-go/ft/ftlib/paired"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// comparison is what two rows' runs make of the same images; known is false where one of them has no run that ended at
// the row's epoch: predictions are kept of the end alone.
type comparison struct {
	paired.Result
	known bool
}

// compare compares the pairs of a claim, each pair once a book: a bootstrap takes a tenth of a second.
func (b *Book) compare(c paper.Claim) (results []paired.Result, known []bool) {
	if b.compared == nil {
		b.compared = map[paper.Pair]comparison{}
	}
	for _, p := range c.Pairs() {
		found, ok := b.compared[p]
		if !ok {
			if first, second := b.ended(p.First), b.ended(p.Second); first != nil && second != nil {
				r, err := paired.Compare(first, second, paired.Options{Quantity: p.Quantity, Group: copyOf()})
				found = comparison{r, err == nil}
			}
			b.compared[p] = found
		}
		results, known = append(results, found.Result), append(known, found.known)
	}
	return results, known
}

// ended are the runs that end where a row does, of each seed all folds.
func (b *Book) ended(n paper.Need) (runs []*run.Run) {
	row, err := paper.Find(n.Table, n.Trainable)
	if err != nil {
		return nil
	}
	bySeed := map[run.Seeds][]*run.Run{}
	for _, r := range b.finished() {
		if r.Config.Epochs == row.Epochs && row.Fits(r.Config) {
			bySeed[r.Config.Seeds] = append(bySeed[r.Config.Seeds], r)
		}
	}
	want := 1
	if row.Protocol == paper.FiveFold {
		want = paper.Folds
	}
	for _, r := range b.runs { // in their order, so that a report is the same each time
		if len(bySeed[r.Config.Seeds]) == want && slices.Contains(bySeed[r.Config.Seeds], r) {
			runs = append(runs, r)
		}
	}
	return runs
}

// copyOf names what an image moves together with: the content of its file.
func copyOf() func(file string) string {
	sums := map[string]string{}
	for _, f := range paperFiles() {
		sums[f.Name] = f.SHA256
	}
	return func(file string) string {
		if sum := sums[file]; sum != "" {
			return sum
		}
		return file
	}
}

// paperFiles are the paper's images; the list is in the program, and tested.
func paperFiles() []data.File {
	files, err := data.Paper()
	if err != nil {
		panic(err)
	}
	return files
}
