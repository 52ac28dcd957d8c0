package report

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// rawRun links the folder of a run. Its fields are page.md's.
type rawRun struct{ Text, Folder string }

// rawFiles are the links to each run that the page rests on, by network, N and split.
func (b *Book) rawFiles() map[string][]rawRun {
	links := map[string][]rawRun{}
	runs := slices.SortedStableFunc(slices.Values(b.runs), func(x, y *run.Run) int {
		return cmp.Or(cmp.Compare(x.Config.Seeds.Init, y.Config.Seeds.Init),
			cmp.Compare(x.Config.Seeds.Split, y.Config.Seeds.Split),
			cmp.Compare(x.Config.Split.Fold, y.Config.Split.Fold))
	})
	for _, r := range runs {
		c := r.Config
		split := c.Split.Kind
		switch split {
		case "holdout":
			split = "hold-out"
		case "kfold":
			split = fmt.Sprintf("%d-fold", c.Split.Folds)
		}
		title := fmt.Sprintf("%s, N = %s, %s", paper.ModelName(c.Model), c.Trainable, split)
		text := fmt.Sprintf("seed %d", c.Seeds.Init)
		switch {
		case c.Optimizer.LearningRate != paper.Config(c.Model, 1).Optimizer.LearningRate:
			title += fmt.Sprintf(", learning rate %g", c.Optimizer.LearningRate)
		case c.Split.Kind == "holdout" && c.Seeds.Split != paper.SplitSeed:
			title += ", other splits"
			text = fmt.Sprintf("split %d", c.Seeds.Split)
		case !slices.ContainsFunc(b.records, func(of record) bool { return of.row.Fits(c) }):
			title += ", other settings"
			text = r.Name()
		}
		if c.Split.Folds > 0 {
			title += fmt.Sprintf(", seed %d", c.Seeds.Init)
			text = fmt.Sprintf("fold %d", c.Split.Fold)
		}
		if n := len(r.History); n != paper.LongEpochs || r.Result == nil {
			text += fmt.Sprintf(", %d epochs", n)
		}
		if r.Result == nil {
			text += ", unfinished"
		}
		links[title] = append(links[title], rawRun{text, url.PathEscape(r.Name())})
	}
	return links
}

// commands are those that make the measured rows. A training of 200 epochs fills the row of 100 epochs, too, and only
// trainings that end there have a command of their own.
func (b *Book) commands() (lines []string) {
	for _, l := range b.lines() {
		seeds, extra := len(l.seeds()), ""
		if l.row().Epochs != paper.LongEpochs {
			seeds, extra = seeds-sharedSeeds(l.seeds()), " --share-epochs=false"
		}
		if seeds == 0 {
			continue
		}
		// Without --seeds some rows get ten.
		lines = append(lines, fmt.Sprintf("`%s%s --seeds %d%s`", rowCommand(l.row()), extra, seeds, deviceFlag(l.seeds())))
	}
	var rates []string
	for _, line := range b.Rates().Rows[1:] { // the first is the paper's
		if line[0] != rateText(ourRate()) {
			rates = append(rates, line[0])
		}
	}
	if rates != nil {
		lines = append(lines, fmt.Sprintf("`%s`, and the same for seeds 1 to 3 and the learning rates %s, in `--name` too",
			rateCommand, list(rates)))
	}
	if b.hypotheses(3).Rows != nil {
		lines = append(lines, fmt.Sprintf("`%s`, for seeds 1 to 3 and N = 3, or seed 1 and N = 8, with the "+
			"flags in the tables of settings that the paper may have used", hypothesisCommand))
	}
	return lines
}
