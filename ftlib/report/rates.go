package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/paper"
	"github.com/finetune-go/ft/ftlib/run"
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
	byRate := b.byRate(paper.Config(row.Model, row.Trainable).Optimizer.LearningRate)
	for _, rate := range slices.Sorted(maps.Keys(byRate)) {
		all := Fill(row, byRate[rate])
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

// byRate sorts all trainings by Adadelta by their learning rate. Their copies have our own rate, so that those which
// differ from a row in nothing else fit it.
func (b *Book) byRate(own float64) map[float64][]*run.Run {
	all := map[float64][]*run.Run{}
	for _, r := range b.Runs {
		if r.Config.Optimizer.Name != "adadelta" {
			continue
		}
		alike := *r
		rate := r.Config.Optimizer.LearningRate
		alike.Config.Optimizer.LearningRate = own
		all[rate] = append(all[rate], &alike)
	}
	return all
}

// otherRates are the learning rates that Table 1's first row was run with beside ours.
func (b *Book) otherRates() (rates []string) {
	row, err := paper.Find(1, 3)
	if err != nil {
		panic(err) // the tables are in the program
	}
	own := paper.Config(row.Model, row.Trainable).Optimizer.LearningRate
	byRate := b.byRate(own)
	for _, rate := range slices.Sorted(maps.Keys(byRate)) {
		if rate != own && len(Fill(row, byRate[rate])) > 0 {
			rates = append(rates, rateText(rate))
		}
	}
	return rates
}

// atOtherRates says which verdict a claim would get with VGG16 trained at another rate of Adadelta than ours; empty where
// nothing that was run at another rate changes it.
func (b *Book) atOtherRates(c paper.Claim) string {
	ours := c.Judge(b.Evidence()).Verdict
	own := paper.Config("vgg16", 0).Optimizer.LearningRate
	byRate := b.byRate(own)
	rates := map[paper.Verdict][]string{}
	for _, rate := range slices.Sorted(maps.Keys(byRate)) {
		if rate == own {
			continue
		}
		at := evidence(func(row paper.Row) []Measurement {
			if row.Model == "vgg16" {
				return Fill(row, byRate[rate])
			}
			return b.Measurements(row)
		})
		if f := c.Judge(at); f.Verdict != ours && !f.Open { // open: only rows that were not run at that rate make the difference
			rates[f.Verdict] = append(rates[f.Verdict], rateText(rate))
		}
	}
	var parts []string
	for _, v := range slices.Sorted(maps.Keys(rates)) {
		parts = append(parts, fmt.Sprintf("%s with %s", v, list(rates[v])))
	}
	if parts == nil {
		return ""
	}
	return fmt.Sprintf("rests on Adadelta's learning rate, which the paper does not give: %s with ours, %g, but %s", ours, own, strings.Join(parts, " and "))
}
