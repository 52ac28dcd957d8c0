package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/reproduction/paper"
)

// overview is the page's first screen: what was run, how it compares, and what to keep in mind.
func (b *Book) overview(d *document, figures map[string]*Figure) {
	d.section(2, "Summary")
	done, all := b.done()
	d.say("The paper fine-tunes Keras' VGG16 and ResNet50 on %d photographs of cats, dogs, horses and humans. It trains the last N layers, four values of N for each network, for 100 and 200 epochs, on a hold-out split and in 5-fold cross-validation: %d rows in eight tables. We ran %d of them. With those of other settings, %d trainings are finished.",
		paper.Images, all, done, b.finished())
	if done > 0 {
		count := b.tallies()
		claims, own := map[paper.Verdict]int{}, map[paper.Verdict]int{}
		for _, c := range paper.Claims() {
			claims[c.Judge(b.Evidence()).Verdict]++
			own[c.Judge(PaperEvidence()).Verdict]++
		}
		lines := bullets{
			fmt.Sprintf("Test accuracies of these rows: %d agree with the paper's; ours is higher in %d and lower in %d. Training accuracies: %d of %d agree, which says little where the paper's all lie between %.2f and 100 %%.",
				count.test.good, count.test.higher, count.test.lower, count.train.good, count.train.judged(), lowestTraining()),
			fmt.Sprintf("Losses: %d are of the paper's order; ours is higher in %d and lower in %d.", count.loss.good, count.loss.higher, count.loss.lower),
			"Rows of 100 and of 200 epochs mostly rest on the same trainings, so these counts are not of separate experiments.",
		}
		if differ := b.differing(); len(differ) > 0 {
			if more := len(differ) - 6; more > 0 {
				differ = append(differ[:6], fmt.Sprintf("and %d more numbers in the tables below", more))
			}
			lines = append(lines, "What differs: "+strings.Join(differ, "; ")+".")
		}
		d.add(append(lines,
			fmt.Sprintf("Claims: of the paper's %d, our runs support %d and contradict %d; %d are undecided, because a row was not run or intervals overlap.", len(paper.Claims()), claims[paper.Supported], claims[paper.NotSupported], claims[paper.Undecided]),
			fmt.Sprintf("By the same rule the paper's own numbers support %d of them, contradict %d and leave %d undecided: their intervals overlap (%d test images give an accuracy to within several points only), or their tables give no curves.", own[paper.Supported], own[paper.NotSupported], own[paper.Undecided], paper.TestImages),
			"The paper's validation and test images are the same, and some of them are copies of training images: no accuracy here, the paper's or ours, is that of a clean test set. [The paper's slips](#the-papers-slips) has all that its numbers show.",
		))
		d.add(b.Summary())
		d.show(figures, "accuracy-holdout")
	}
}

// Summary is the table of the rows that were run, a line each: the paper's main numbers beside ours.
func (b *Book) Summary() Table {
	t := Table{
		Name: "summary", Caption: "The rows that were run: test accuracy and test loss",
		Columns: []Column{
			{"table", true}, {Head: "network"}, {"N", true}, {Head: "split"}, {"epochs", true}, {"seeds", true},
			{"paper", true}, {"ours", true}, {"95 % interval", true}, {Head: "verdict"}, {"last 10 epochs", true},
			{"paper", true}, {"ours", true}, {Head: "verdict"},
		},
		Over: []string{"", "", "", "", "", "", "accuracy (%)", "accuracy (%)", "accuracy (%)", "accuracy (%)", "accuracy (%)", "loss", "loss", "loss"},
		Notes: []string{
			"Ours is the mean ± sample standard deviation over seeds. The interval is of one test on as many images as the paper's; an accuracy agrees when the paper's lies inside, give or take half an image.",
			"Last 10 epochs: the range of our accuracy over them and over the seeds. Where it is wide, a verdict on one seed is one on the epoch at which the training ended.",
		},
	}
	for _, table := range paper.Tables() {
		for _, row := range table.Rows {
			all := b.Measurements(row)
			if len(all) == 0 {
				continue
			}
			accuracy, loss := accuracyOf(row), lossOf(row)
			low, high, _ := accuracy.interval(all)
			t.Rows = append(t.Rows, []string{
				strconv.Itoa(row.Table), paper.ModelName(row.Model), strconv.Itoa(row.Trainable), splitName(row.Protocol), strconv.Itoa(row.Epochs), strconv.Itoa(len(all)),
				accuracy.Number(accuracy.Paper(row)), accuracy.Ours(all).Text(accuracy.Number),
				accuracy.Number(low) + " to " + accuracy.Number(high), string(accuracy.Judge(row, all)), recent(all, accuracy.Number),
				loss.Number(loss.Paper(row)), loss.Ours(all).Text(loss.Number), string(loss.Judge(row, all)),
			})
		}
	}
	return t
}

// recent is the range of the accuracy over the last epochs and the seeds.
func recent(all []Measurement, number func(float64) string) string {
	var values []float64
	for _, m := range all {
		values = append(values, m.Recent...)
	}
	s := Summarize(values)
	if number(s.Min) == number(s.Max) {
		return number(s.Min)
	}
	return s.Range(number)
}

// lowestTraining is the paper's lowest training accuracy, in percent.
func lowestTraining() float64 {
	lowest := 100.0
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			if t.Protocol == paper.Holdout {
				lowest = min(lowest, row.TrainAccuracy)
			}
		}
	}
	return lowest
}

// differing are the numbers that don't agree with the paper's.
func (b *Book) differing() (lines []string) {
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			all := b.Measurements(row)
			for _, q := range Quantities(t.Protocol) {
				if v := q.Judge(row, all); v == Higher || v == Lower {
					lines = append(lines, fmt.Sprintf("%s of table %d, N = %d, %s for the paper's %s",
						q.Label(), t.ID, row.Trainable, q.Number(q.Ours(all).Mean), q.Number(q.Paper(row))))
				}
			}
		}
	}
	return lines
}

// tallies counts the verdicts in tables 1 to 8.
func (b *Book) tallies() (count tallies) {
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			count.add(row, b.Measurements(row))
		}
	}
	return count
}

// done counts the rows of tables 1 to 8 that were run.
func (b *Book) done() (done, all int) {
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			all++
			if len(b.Measurements(row)) > 0 {
				done++
			}
		}
	}
	return done, all
}

// finished counts the runs with a result.
func (b *Book) finished() (n int) {
	for _, r := range b.Runs {
		if r.Result != nil {
			n++
		}
	}
	return n
}
