package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// splits shows what the choice of the 162 test images decides: the head-only rows trained on other splits than the
// paper's, and where the paper's number lies among them. The order in which the paper's files were listed is
// not known, so that its own test images cannot be recovered.
func (b *Book) splits() table.Table {
	t := newTable("splits", "What the split decides", numbers("table"), words("network"), numbers("N"), numbers("splits"),
		numbers("mean (%)"), numbers("deviation"), numbers("range (%)"), numbers("paper (%)"),
		numbers("splits at or below the paper's"))
	for _, id := range [][2]int{{1, 3}, {5, 6}} {
		row, err := paper.Find(id[0], id[1])
		if err != nil {
			continue
		}
		of := b.onSplits(row)
		if len(of) < 2 {
			continue
		}
		s := summaryOf(of)
		below := 0
		for _, accuracy := range of {
			if accuracy <= row.TestAccuracy+0.001 { // the paper's has four decimals
				below++
			}
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(row.Table), paper.ModelName(row.Model), strconv.Itoa(row.Trainable),
			strconv.Itoa(len(of)),
			table.Decimals(2)(s.mean), table.Decimals(2)(s.std), s.between(table.Decimals(2)),
			table.Decimals(2)(row.TestAccuracy),
			fmt.Sprintf("%d of %d", below, len(of))})
	}
	t.Notes = []string{
		"Each split is trained on once; the splits are drawn with the seeds 1 to 30. The command for another one: `" +
			splitCommand + "`.",
		"Shuffling with a seed starts from the order in which the files are listed, and the paper's is not known. So we " +
			"cannot tell which 162 images it tested on, and every verdict on a hold-out row is about a single split.",
	}
	return t
}

// splitCommand trains the first row of Table 1 on another split.
const splitCommand = "ft train --config results/runs/vgg16-n3-holdout-seed1-e100/config.json --split-seed 7 " +
	"--name vgg16-n3-split7-seed1-e100"

// onSplits are the accuracies in percent of a row's training on different splits, by the seed of the split.
func (b *Book) onSplits(row paper.Row) (accuracies []float64) {
	bySplit := map[uint32]*run.Run{}
	for _, r := range b.finished() {
		c := r.Config
		c.Seeds.Split = paper.SplitSeed
		if c.Seeds == row.Configs(1, false)[0].Seeds && c.Epochs == row.Epochs && row.Fits(c) {
			bySplit[r.Config.Seeds.Split] = r
		}
	}
	for _, seed := range slices.Sorted(maps.Keys(bySplit)) {
		accuracies = append(accuracies, 100*bySplit[seed].Result.Test.Accuracy)
	}
	return accuracies
}
