package report

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/paper"
	"github.com/finetune-go/ft/ftlib/run"
)

func weightsDigest(r *run.Result) string { return r.WeightsDigest }

func dataDigest(r *run.Result) string { return r.DataDigest }

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
		"Adadelta's learning rate is not given. A trial before these runs settled it: at 1.0, its authors' value, the same network was far more accurate than the paper's; at 0.001, Keras' default, it came near. Table 1 shows how near.",
		"The text and the numbers disagree in places, which the next section lists; which one to reproduce had to be decided each time. It was always the numbers.",
		"One training a row, on one split: the paper's ranking of rows often rests on a few images, and no number of our seeds makes up for that.",
	})
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

// rawFiles links each run that this page rests on.
func (b *Book) rawFiles(d *document) {
	d.section(2, "Raw files")
	if len(b.Runs) == 0 {
		d.say("No runs yet: `ft reproduce`")
		return
	}
	d.say("Each folder holds config.json (all settings), history.csv (a row an epoch), timing.csv and, when the run is finished, result.json.")
	var lines bullets
	for _, r := range b.Runs {
		state := fmt.Sprintf("%d epochs", len(r.History))
		if r.Result == nil {
			state += ", unfinished"
		}
		lines = append(lines, fmt.Sprintf("[%s](runs/%s): %s, [history](runs/%s/history.csv)", r.Name(), r.Name(), state, r.Name()))
	}
	d.add(lines)
}
