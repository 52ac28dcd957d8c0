package playground

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// setting is one thing to choose: the place in a list of values, which a slider or a menu shows.
type setting struct {
	name   string
	values []string
	at     int // chosen at first
	menu   bool
}

// The names of the settings.
const (
	model     = "network"
	layers    = "trained layers N"
	optimizer = "optimizer"
	rate      = "learning rate"
	epochs    = "epochs"
	batch     = "batch"
	dropout   = "dropout"
	seed      = "seed"
)

// asInPaper is the value that leaves a setting as the paper has it for the network.
const asInPaper = "as in the paper"

// maxEpochs is the paper's longer training.
const maxEpochs = paper.LongEpochs

// settings are all of them in the order of the page; first is the number of epochs chosen at first.
func settings(first int) []setting {
	return []setting{
		choice(model, true, "resnet50", network.Names()...),
		choice(layers, false, "6", upTo(40)...),
		choice(optimizer, true, asInPaper, asInPaper, "adam", "adadelta"),
		choice(rate, false, "0.001", decades(-5, 0)...),
		choice(epochs, false, strconv.Itoa(first), upTo(maxEpochs)...),
		choice(batch, true, "32", "8", "16", "32", "64", "128"),
		choice(dropout, false, asInPaper, asInPaper, "0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"),
		choice(seed, false, "1", upTo(20)...),
	}
}

func choice(name string, menu bool, first string, values ...string) setting {
	return setting{name: name, values: values, at: max(0, slices.Index(values, first)), menu: menu}
}

func upTo(n int) []string {
	var values []string
	for i := range n {
		values = append(values, strconv.Itoa(i+1))
	}
	return values
}

// decades are 1, 2 and 5 times each power of ten: equal steps on a logarithmic scale, nearly.
func decades(from, to int) []string {
	var values []string
	for e := from; e < to; e++ {
		for _, digit := range []int{1, 2, 5} {
			v, _ := strconv.ParseFloat(fmt.Sprintf("%de%d", digit, e), 64) // from digits: can't fail
			values = append(values, strconv.FormatFloat(v, 'f', -1, 64))
		}
	}
	return append(values, "1")
}

// config is what the chosen values mean, on the given images.
func config(data string, chosen map[string]string) run.Config {
	number := func(name string) int {
		n, _ := strconv.Atoi(chosen[name]) // from a list of numbers: can't fail
		return n
	}
	c := paper.WithSeed(paper.Config(chosen[model], number(layers)), uint32(number(seed)))
	c.Data, c.Epochs, c.Batch = data, number(epochs), number(batch)
	if o := chosen[optimizer]; o != asInPaper {
		c.Optimizer = run.Optimizer{Name: o}
	}
	c.Optimizer.LearningRate, _ = strconv.ParseFloat(chosen[rate], 64)
	if d := chosen[dropout]; d != asInPaper {
		c.Head = fmt.Sprintf(heads[c.Model], d, d)
	}
	return paper.Normal(c)
}

// heads are the paper's with a dropout after each hidden layer, which the paper's VGG16 has not.
var heads = map[string]string{
	"vgg16":    "flatten,128,drop%s,128,drop%s",
	"resnet50": "avg,512,drop%s,256,drop%s",
}
