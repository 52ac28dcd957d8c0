package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// easyAndDifficult says what a next reproduction would want to know. It speaks of the paper and of the work, not of
// measurements.
func (b *Book) easyAndDifficult(d *document) {
	d.section(2, "What was easy")
	d.add(bullets{
		"The images are public and complete: the paper's number in each class is the number in the repository of the tutorial that it started from.",
		"Both networks, their weights and the preprocessing are Keras' and well documented.",
		fmt.Sprintf("The paper's accuracies have four decimals, so that they decode to whole images: %d test images, and five folds of %d.", paper.TestImages, paper.Images),
	})
	d.section(2, "What was difficult")
	d.add(bullets{
		"The heads above the networks are not described. They follow from the numbers of trainable layers and from the tutorial.",
		"Adadelta's learning rate is not given. We took tf.keras' default, 0.001, after trying it and 1, the rate of Adadelta's author, with which the network is far more accurate than the paper's: so that VGG16's test accuracies agree is no independent evidence. The other rates below were tried later.",
		"The text and the numbers disagree in places, which the next section lists; which one to reproduce had to be decided each time. It was always the numbers.",
		"One training a row, on one split: the paper's ranking of rows often rests on a few images, and no number of our seeds makes up for that.",
	})
	d.add(b.Rates())
	d.section(2, "The paper's slips")
	slips := Table{
		Name: "slips", Caption: "What the paper says and what its numbers show",
		Columns: []Column{{Head: "the paper says"}, {Head: "its numbers show"}, {Head: "how that is known"}},
	}
	for _, s := range paper.Slips() {
		slips.Rows = append(slips.Rows, []string{s.Says, s.Shows, s.Proof})
	}
	d.add(slips)
	d.section(2, "Communication with the original authors")
	d.say("None so far.")
}

// rawFiles links each run that this page rests on, a line for each network, N and split.
func (b *Book) rawFiles(d *document) {
	d.section(2, "Raw files")
	if len(b.Runs) == 0 {
		d.say("No runs yet: `ft reproduce`")
		return
	}
	d.say("Each folder holds config.json (all settings and seeds), history.csv (a row an epoch), timing.csv and, when the run is finished, result.json with each prediction.")
	links := map[string][]string{}
	var order []string
	runs := slices.SortedStableFunc(slices.Values(b.Runs), func(x, y *run.Run) int {
		return cmp.Or(cmp.Compare(x.Config.Seeds.Init, y.Config.Seeds.Init), cmp.Compare(x.Config.Split.Fold, y.Config.Split.Fold))
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
		if c.Optimizer.LearningRate != paper.Config(c.Model, 1).Optimizer.LearningRate {
			title += fmt.Sprintf(", learning rate %g", c.Optimizer.LearningRate)
		}
		if c.Split.Folds > 0 {
			title += fmt.Sprintf(", seed %d", c.Seeds.Init)
		}
		text := fmt.Sprintf("seed %d", c.Seeds.Init)
		if c.Split.Folds > 0 {
			text = fmt.Sprintf("fold %d", c.Split.Fold)
		}
		if n := len(r.History); n != paper.LongEpochs || r.Result == nil {
			text += fmt.Sprintf(", %d epochs", n)
		}
		if r.Result == nil {
			text += ", unfinished"
		}
		if links[title] == nil {
			order = append(order, title)
		}
		links[title] = append(links[title], fmt.Sprintf("[%s](runs/%s)", text, r.Name()))
	}
	slices.Sort(order)
	var lines bullets
	for _, title := range order {
		lines = append(lines, title+": "+strings.Join(links[title], "; "))
	}
	d.add(lines)
}

// inputs are the digests of the weights and images that the finished runs took.
func (b *Book) inputs() (lines bullets) {
	counts := map[string]int{}
	for _, r := range b.Runs {
		if r.Result == nil {
			continue
		}
		counts[fmt.Sprintf("Weights of %s, SHA-256 `%s`", paper.ModelName(r.Config.Model), r.Result.WeightsDigest)]++
		counts[fmt.Sprintf("Images (%s), SHA-256 over names and contents `%s`", r.Config.Data, r.Result.DataDigest)]++
	}
	for _, line := range slices.Sorted(maps.Keys(counts)) {
		lines = append(lines, fmt.Sprintf("%s: %d runs", line, counts[line]))
	}
	return lines
}

// commands are those that make the measured rows. A training of 200 epochs fills the row of 100 epochs, too, and only
// trainings that end there have a command of their own.
func (b *Book) commands() (lines bullets) {
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			seeds, extra := len(b.Measurements(row)), ""
			if row.Epochs != paper.LongEpochs {
				seeds, extra = 0, " --share-epochs=false"
				for _, m := range b.Measurements(row) {
					if !m.Shared() {
						seeds++
					}
				}
			}
			if seeds == 0 {
				continue
			}
			// Without --seeds some rows get ten.
			lines = append(lines, fmt.Sprintf("`%s%s --seeds %d%s`", Command(row), extra, seeds, b.device(row)))
		}
	}
	var rates []string
	for _, line := range b.Rates().Rows[1:] { // the first is the paper's
		if line[0] != rateText(ourRate()) {
			rates = append(rates, line[0])
		}
	}
	if rates != nil {
		lines = append(lines, fmt.Sprintf("`%s`, and the same for seeds 1 to 3 and the learning rates %s, in `--name` too", rateCommand, list(rates)))
	}
	return lines
}
