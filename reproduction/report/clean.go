package report

import (
	"fmt"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// clean is the accuracy of each row also without the test images that have a copy among the training images.
func (b *Book) clean() table.Table {
	t := newTable("clean", "Test accuracy without images that have a copy in training", numbers("table"),
		words("network"), numbers("N"),
		words("split"), numbers("seeds"), numbers("all images"), numbers("accuracy (%)"), numbers("without copies"),
		numbers("accuracy (%)"),
		numbers("difference"))
	for _, of := range paper.Tables() {
		for _, row := range of.Rows {
			runs := b.ended(paper.Need{Table: row.Table, Trainable: row.Trainable})
			if len(runs) == 0 {
				continue
			}
			var all, without hits
			seeds := map[run.Seeds]bool{}
			for _, r := range runs {
				seeds[r.Config.Seeds] = true
				copied := copiedFrom(r)
				for _, p := range r.Result.Predictions {
					right := p.Guess == p.Class
					all.add(right)
					if !copied(p.File) {
						without.add(right)
					}
				}
			}
			n := len(seeds)
			t.Rows = append(t.Rows, []string{strconv.Itoa(row.Table), paper.ModelName(row.Model), strconv.Itoa(row.Trainable),
				splitName(row.Protocol), strconv.Itoa(n), strconv.Itoa(all.n / n), table.Decimals(2)(all.percent()),
				strconv.Itoa(without.n / n), table.Decimals(2)(without.percent()),
				table.Signed(table.Decimals(2))(without.percent() - all.percent())})
		}
	}
	t.Notes = []string{"From the predictions kept at the end of each training; accuracies are means over the seeds."}
	return t
}

// hits counts images and those that were classified correctly.
type hits struct{ right, n int }

func (t *hits) add(right bool) {
	t.n++
	if right {
		t.right++
	}
}

func (t *hits) percent() float64 { return 100 * float64(t.right) / float64(max(t.n, 1)) }

// copiedFrom says of a run's test images which have a copy that the run was trained on: one that it did not test.
func copiedFrom(r *run.Run) func(file string) bool {
	group := copyOf()
	tested := map[string]int{}
	for _, p := range r.Result.Predictions {
		tested[group(p.File)]++
	}
	copies := map[string]int{}
	for _, f := range paperFiles() {
		copies[f.SHA256]++
	}
	return func(file string) bool { return copies[group(file)] > tested[group(file)] }
}

// againstItself is what the paper's own deviations say about its two splits: a hold-out accuracy and that of five folds
// of the same row differ by more than the folds do among themselves.
func againstItself() (lines []string) {
	for _, pair := range [][2]int{{1, 3}, {2, 4}, {5, 7}, {6, 8}} {
		holdout, err := paper.TableOf(pair[0])
		if err != nil {
			continue
		}
		for _, row := range holdout.Rows {
			folds, err := paper.Find(pair[1], row.Trainable)
			if err != nil || folds.StdAccuracy == 0 {
				continue
			}
			if far := (row.TestAccuracy - folds.MeanAccuracy) / folds.StdAccuracy; far > 2 || far < -2 {
				lines = append(lines, fmt.Sprintf("%s, N = %d, %d epochs: %.1f %% on the hold-out split, %.1f ± %.1f %% in "+
					"five folds, %.1f deviations apart.",
					paper.ModelName(row.Model), row.Trainable, row.Epochs, row.TestAccuracy, folds.MeanAccuracy, folds.StdAccuracy,
					far))
			}
		}
	}
	return lines
}
