package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// rateCommand trains the first row of Table 1 by Adadelta as its author has it, without a learning rate: 1.0.
const rateCommand = "ft train --data paper --model vgg16 --trainable 3 --epochs 100 --learning-rate 1 --seed 1 --name adadelta-rate1-seed1"

// Rates is the first row of Table 1 with each learning rate that was tried. The paper does not say which one it took.
func (b *Book) Rates() Table {
	row, err := paper.Find(1, 3)
	if err != nil {
		panic(err) // the tables are in the program
	}
	t := Table{
		Name: "rates", Caption: fmt.Sprintf("The learning rate that the paper does not give: %s, N = %d, hold-out, %d epochs", paper.ModelName(row.Model), row.Trainable, row.Epochs),
		Columns: []Column{{"Adadelta's learning rate", true}, {"seeds", true}, {"test accuracy (%)", true}, {"range", true}, {"test loss", true}, {"train loss", true}},
		Notes: []string{
			"1 is the rate of Adadelta's author, 0.001 tf.keras' default, which we took for all rows. With 1: `" + rateCommand + "`.",
		},
	}
	accuracy, loss := accuracyOf(row), lossOf(row)
	t.Rows = append(t.Rows, []string{"the paper", "1", accuracy.Number(accuracy.Paper(row)), "", loss.Number(loss.Paper(row)), trainLoss.Number(trainLoss.Paper(row))})
	if other, err := paper.Find(5, 6); err == nil {
		if all := b.Measurements(other); len(all) > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf("Beside it, %s with N = %d and Adam in Table %d: ours %s, the paper's %s. How far the networks lie apart depends on the rate.",
				paper.ModelName(other.Model), other.Trainable, other.Table, accuracyOf(other).Ours(all).Text(accuracy.Number), accuracy.Number(accuracy.Paper(other))))
		}
	}
	nearest := map[string]string{} // quantity to rate
	least := map[string]float64{}
	books := b.byRate()
	for _, rate := range slices.Sorted(maps.Keys(books)) {
		all := books[rate].Measurements(row)
		if len(all) == 0 {
			continue
		}
		for _, q := range []Quantity{accuracy, loss, trainLoss} {
			far := math.Abs(math.Log(q.Ours(all).Mean / q.Paper(row))) // losses range over orders of magnitude
			if old, ok := least[q.Name]; !ok || far < old {
				least[q.Name], nearest[q.Name] = far, rateText(rate)
			}
		}
		t.Rows = append(t.Rows, []string{
			rateText(rate), strconv.Itoa(len(all)),
			accuracy.Ours(all).Text(accuracy.Number), accuracy.Ours(all).Range(accuracy.Number), loss.Ours(all).Text(loss.Number), trainLoss.Ours(all).Text(trainLoss.Number),
		})
	}
	if len(t.Rows) > 2 {
		t.Notes = append(t.Notes, fmt.Sprintf("Of these rates, %s comes nearest the paper's test accuracy, %s its test loss and %s its training loss, by ratio.",
			nearest[accuracy.Name], nearest[loss.Name], nearest[trainLoss.Name]))
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
	for _, r := range b.Runs {
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
		books[rate] = New(append(of, others...))
	}
	return books
}
