package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// rateCommand trains the first row of Table 1 by Adadelta as its author has it, without a learning rate: 1.0.
const rateCommand = "ft train --data paper --model vgg16 --trainable 3 --optimizer adadelta --epochs 100 " +
	"--learning-rate 1 --seed 1 --name adadelta-rate1-seed1"

// Rates is the first row of Table 1 with each learning rate that was tried. The paper does not say which one it took.
func (b *Book) Rates() table.Table {
	row, err := paper.Find(1, 3)
	if err != nil {
		panic(err) // the tables are in the program
	}
	l := b.line(row)
	t := newTable("rates", fmt.Sprintf("The learning rate that the paper does not give: %s, N = %d, hold-out, %d epochs",
		paper.ModelName(row.Model), row.Trainable, row.Epochs),
		numbers("Adadelta's learning rate"), numbers("seeds"), numbers("test accuracy (%)"), numbers("range"),
		numbers("test loss"), numbers("train loss"))
	t.Notes = []string{
		"The rate of Adadelta's author is 1. tf.keras' default is 0.001, which we took for all rows. The command " +
			"for 1: `" + rateCommand + "`.",
	}
	t.Rows = append(t.Rows, []string{"the paper", "1", l.accuracy().theirText(), "", l.loss().theirText(),
		l.of(trainLoss).theirText()})
	if other, err := paper.Find(5, 6); err == nil {
		if accuracy := b.line(other).accuracy(); accuracy.run() {
			t.Notes = append(t.Notes, fmt.Sprintf("For comparison, %s with N = %d and Adam in Table %d: ours %s, the "+
				"paper's %s. So how far the two networks lie apart depends on the rate.",
				paper.ModelName(other.Model), other.Trainable, other.Table, accuracy.ourText(), accuracy.theirText()))
		}
	}
	nearest := map[string]string{} // quantity to rate
	least := map[string]float64{}
	books := b.byRate()
	for _, rate := range slices.Sorted(maps.Keys(books)) {
		l := books[rate].line(row)
		if !l.run() {
			continue
		}
		accuracy, loss, train := l.accuracy(), l.loss(), l.of(trainLoss)
		for _, r := range []record{accuracy, loss, train} {
			far := math.Abs(math.Log(r.ours.mean / r.paper)) // losses range over orders of magnitude
			if old, ok := least[r.name]; !ok || far < old {
				least[r.name], nearest[r.name] = far, rateText(rate)
			}
		}
		t.Rows = append(t.Rows, []string{
			rateText(rate), accuracy.seedCount(), accuracy.ourText(), accuracy.between(), loss.ourText(), train.ourText(),
		})
	}
	if len(t.Rows) > 2 {
		t.Notes = append(t.Notes, fmt.Sprintf("Of these rates, %s comes nearest the paper's test accuracy, %s its test "+
			"loss and %s its training loss, by ratio.",
			nearest[testAccuracy.name], nearest[testLoss.name], nearest[trainLoss.name]))
	}
	return t
}

func rateText(rate float64) string { return strconv.FormatFloat(rate, 'g', -1, 64) }

// ourRate is the learning rate of Adadelta that we took for all rows.
func ourRate() float64 { return paper.Config("vgg16", 0).Optimizer.LearningRate }

// byRate are books that hold the trainings by one learning rate of Adadelta each, and all by Adam. Their copies of the
// trainings have our own rate, so that those which differ from a row in nothing else fit it.
func (b *Book) byRate() map[float64]*Book {
	runs := map[float64][]*run.Run{}
	var others []*run.Run
	for _, r := range b.runs {
		if r.Config.Optimizer.Name != "adadelta" {
			others = append(others, r)
			continue
		}
		alike := *r
		alike.Config.Optimizer.LearningRate = ourRate()
		rate := r.Config.Optimizer.LearningRate
		runs[rate] = append(runs[rate], &alike)
	}
	books := map[float64]*Book{}
	for rate, of := range runs {
		books[rate] = newBook(append(of, others...))
	}
	return books
}
