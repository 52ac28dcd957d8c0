package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// hypothesis is something that the paper may have done and not said.
type hypothesis struct {
	what   string
	flags  string // of ft train
	change func(*run.Config)
}

// unsaid are the hypotheses that were tried on VGG16, all of them with N = 3. Without flags: as recorded.
var unsaid = []hypothesis{
	{"as in our runs of Tables 1 and 2", "", func(*run.Config) {}},
	{"rate reduced where the training loss stays", "--schedule plateau --schedule-monitor loss",
		func(c *run.Config) { c.Schedule = run.Schedule{Kind: "plateau", Monitor: "loss"} }},
	{"rate reduced where the training accuracy stays", "--schedule plateau --schedule-monitor accuracy",
		func(c *run.Config) { c.Schedule = run.Schedule{Kind: "plateau", Monitor: "accuracy"} }},
	{"rate falling along a cosine", "--schedule cosine",
		func(c *run.Config) { c.Schedule = run.Schedule{Kind: "cosine"} }},
	{"label smoothing of 0.1", "--label-smoothing 0.1", func(c *run.Config) { c.LabelSmoothing = 0.1 }},
	{"weight decay of 0.004", "--weight-decay 0.004", func(c *run.Config) { c.Optimizer.WeightDecay = 0.004 }},
	{"batches of 8", "--batch 8", func(c *run.Config) { c.Batch = 8 }},
	{"batches of 128", "--batch 128", func(c *run.Config) { c.Batch = 128 }},
	{"hidden layers of 256 and 128 units", "--head flatten,256,128", func(c *run.Config) { c.Head = "flatten,256,128" }},
	{"hidden layers of 256 and 128 units, and the rate reduced where the training loss stays",
		"--head flatten,256,128 --schedule plateau --schedule-monitor loss",
		func(c *run.Config) {
			c.Head, c.Schedule = "flatten,256,128", run.Schedule{Kind: "plateau", Monitor: "loss"}
		}},
	{"dropout of 0.5 behind each hidden layer", "--head flatten,128,drop0.5,128,drop0.5 --trainable 5",
		func(c *run.Config) { c.Head, c.Trainable = "flatten,128,drop0.5,128,drop0.5", "5" }},
	{"classes weighted by how rare they are", "--class-weight balanced",
		func(c *run.Config) { c.ClassWeight = "balanced" }},
}

// hypothesisCommand trains one; its flags are those of the hypothesis, and N is how many layers are trained.
const hypothesisCommand = "ft train --data paper --model vgg16 --trainable N --head paper --split holdout " +
	"--test-size 0.2 --optimizer adadelta --epochs 200 --early-stopping 0 --seed 1"

// hypotheses sets what they give beside the paper's numbers, after 100 and after 200 epochs.
func (b *Book) hypotheses(trainable int) table.Table {
	t := newTable(fmt.Sprintf("hypotheses-n%d", trainable),
		fmt.Sprintf("Settings that the paper may have used: VGG16, N = %d, hold-out", trainable),
		words("setting"), numbers("seeds"))
	for _, epochs := range []int{100, 200} {
		for _, what := range []string{"train loss", "test loss", "test accuracy (%)"} {
			t.Columns = append(t.Columns, numbers(fmt.Sprintf("%s, %d epochs", what, epochs)))
		}
	}
	theirs := theirNumbers(trainable)
	t.Rows = [][]string{append([]string{"the paper", "1"}, texts(theirs)...)}
	for _, h := range unsaid {
		ours, seeds := b.tried(h, trainable)
		if seeds == 0 {
			continue
		}
		what := h.what
		if h.flags != "" {
			what += " (`" + h.flags + "`)"
		}
		t.Rows = append(t.Rows, append([]string{what, strconv.Itoa(seeds)}, texts(ours)...))
	}
	if len(t.Rows) < 3 {
		return newTable(t.Name, t.Caption)
	}
	near, tried := b.explaining(trainable)
	t.Notes = []string{
		fmt.Sprintf("Means over seeds from 1 on. Each is from `%s` and the flags shown.",
			strings.Replace(hypothesisCommand, "N", strconv.Itoa(trainable), 1)),
		fmt.Sprintf("Settings with both training losses within a factor of 2 of the paper's, both test losses within a "+
			"factor of 1.5 and both accuracies within 5 points: %d of %d. One that fits would still not be known to be what "+
			"the paper used: there are several unknowns and six numbers.", near, tried),
	}
	return t
}

// explaining counts the settings that the paper does not name: those whose numbers are near the paper's, and all that
// were tried.
func (b *Book) explaining(trainable int) (near, tried int) {
	for _, h := range unsaid {
		ours, seeds := b.tried(h, trainable)
		if h.flags == "" || seeds == 0 {
			continue
		}
		tried++
		if explains(ours, theirNumbers(trainable)) {
			near++
		}
	}
	return near, tried
}

// theirNumbers are the paper's training loss, test loss and test accuracy after 100 and after 200 epochs.
func theirNumbers(trainable int) (all []float64) {
	for _, id := range []int{1, 2} {
		row, err := paper.Find(id, trainable)
		if err != nil {
			return make([]float64, 6)
		}
		all = append(all, row.TrainLoss, row.TestLoss, row.TestAccuracy)
	}
	return all
}

// texts are losses and accuracies by turns of three.
func texts(values []float64) (out []string) {
	for i, v := range values {
		if i%3 == 2 {
			out = append(out, table.Decimals(2)(v))
		} else {
			out = append(out, table.Digits(3)(v))
		}
	}
	return out
}

// explains says whether the numbers of a hypothesis are near the paper's.
func explains(ours, theirs []float64) bool {
	for i := range theirs {
		ratio, most := math.Abs(math.Log(ours[i]/theirs[i])), []float64{math.Log(2), math.Log(1.5)}
		if i%3 == 2 && math.Abs(ours[i]-theirs[i]) > 5 || i%3 < 2 && ratio > most[i%3] {
			return false
		}
	}
	return true
}

// tried are the means over seeds 1 to 3 of a hypothesis.
func (b *Book) tried(h hypothesis, trainable int) (means []float64, seeds int) {
	row, err := paper.Find(2, trainable)
	if err != nil {
		return nil, 0
	}
	means = make([]float64, 6)
	for seed := uint32(1); seed <= 3; seed++ {
		want := row.Configs(seed, false)[0]
		layers := want.Trainable
		if h.change(&want); trainable != 3 && want.Trainable != layers { // its flag is that of N = 3
			return nil, 0
		}
		for _, r := range b.runs {
			if len(r.History) < 200 || !paper.Same(r.Config.WithDefaults(), want.WithDefaults()) {
				continue
			}
			seeds++
			for i, epoch := range []int{100, 200} {
				e := r.History[epoch-1]
				for k, v := range []float64{e.Loss, e.ValLoss, 100 * e.ValAccuracy} {
					means[3*i+k] += v
				}
			}
			break
		}
	}
	for i := range means {
		means[i] /= float64(seeds)
	}
	return means, seeds
}
