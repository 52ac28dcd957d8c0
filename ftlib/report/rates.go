package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/paper"
	"github.com/finetune-go/ft/ftlib/run"
)

// rateCommand trains the first row of Table 1 by Adadelta as its author has it, without a learning rate: 1.0.
const (
	rateRun     = "adadelta-rate1-seed1"
	rateCommand = "ft train --data paper --model vgg16 --trainable 3 --epochs 100 --learning-rate 1 --seed 1 --name " + rateRun
)

// Rates is the first row of Table 1 with each learning rate that was tried. The paper does not say which one it took.
func (b *Book) Rates() Table {
	row, err := paper.Find(1, 3)
	if err != nil {
		panic(err) // the tables are in the program
	}
	t := Table{
		Name: "rates", Caption: fmt.Sprintf("The learning rate that the paper does not give: %s, N = %d, hold-out, %d epochs", paper.ModelName(row.Model), row.Trainable, row.Epochs),
		Columns: []Column{{"Adadelta's learning rate", true}, {"seeds", true}, {"test accuracy (%)", true}, {"range", true}, {"test loss", true}},
		Notes:   []string{"1.0 is the rate of Adadelta's author, 0.001 tf.keras' default. With 1.0: `" + rateCommand + "`."},
	}
	accuracy, loss := accuracyOf(row), lossOf(row)
	t.Rows = append(t.Rows, []string{"the paper", "1", accuracy.Number(accuracy.Paper(row)), "", loss.Number(loss.Paper(row))})
	if other, err := paper.Find(5, 6); err == nil {
		if all := b.Measurements(other); len(all) > 0 {
			t.Notes = append(t.Notes, fmt.Sprintf("Beside it, %s with N = %d and Adam in Table %d: ours %s, the paper's %s. How far the networks lie apart depends on the rate.",
				paper.ModelName(other.Model), other.Trainable, other.Table, accuracyOf(other).Ours(all).Text(accuracy.Number), accuracy.Number(accuracy.Paper(other))))
		}
	}
	byRate := b.byRate(row)
	for _, rate := range slices.Sorted(maps.Keys(byRate)) {
		all := Fill(row, byRate[rate])
		if len(all) == 0 {
			continue
		}
		t.Rows = append(t.Rows, []string{
			strconv.FormatFloat(rate, 'g', -1, 64), strconv.Itoa(len(all)),
			accuracy.Ours(all).Text(accuracy.Number), accuracy.Ours(all).Range(accuracy.Number), loss.Ours(all).Text(loss.Number),
		})
	}
	return t
}

// byRate sorts all runs by their learning rate. Their copies have the row's own, so that those which differ from it in
// nothing else fit the row.
func (b *Book) byRate(row paper.Row) map[float64][]*run.Run {
	own := paper.Config(row.Model, row.Trainable).Optimizer.LearningRate
	all := map[float64][]*run.Run{}
	for _, r := range b.Runs {
		alike := *r
		rate := r.Config.Optimizer.LearningRate
		alike.Config.Optimizer.LearningRate = own
		all[rate] = append(all[rate], &alike)
	}
	return all
}
