package playground

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
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

// The ends of the sliders, and the largest numbers that can be typed.
const (
	maxEpochs  = 200
	mostEpochs = 10000
	mostLayers = 200
	mostBatch  = 4096
)

// settings are all of them in the order of the page; first is the number of epochs chosen at first, preset the value
// that leaves a setting as it is.
func settings(first int, preset string) []setting {
	return []setting{
		choice(model, true, "resnet50", network.Names()...),
		choice(layers, false, "6", upTo(40)...),
		choice(optimizer, true, preset, preset, "adam", "adadelta"),
		choice(rate, false, "0.001", decades(-5, 0)...),
		choice(epochs, false, strconv.Itoa(first), upTo(maxEpochs)...),
		choice(batch, true, "32", "8", "16", "32", "64", "128"),
		choice(dropout, true, preset, preset, "0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"),
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

// config is what the chosen values mean. Numbers may be typed, so they may be wrong.
func (o Options) config(chosen map[string]string) (c run.Config, err error) {
	number := func(name string, most int) int {
		n, e := strconv.Atoi(chosen[name])
		if e != nil || n < 1 || n > most {
			err = fmt.Errorf("%s %q: give a whole number from 1 to %d", name, chosen[name], most)
		}
		return n
	}
	if !slices.Contains(network.Names(), chosen[model]) {
		return c, fmt.Errorf("network %q: choose one of %s", chosen[model], strings.Join(network.Names(), ", "))
	}
	c = o.Preset(chosen[model]).WithSeed(uint32(number(seed, math.MaxInt32)))
	c.Trainable, c.Data, c.Epochs, c.Batch = strconv.Itoa(number(layers, mostLayers)), o.Data, number(epochs,
		mostEpochs), number(batch, mostBatch)
	if name := chosen[optimizer]; name != o.PresetName {
		c.Optimizer = run.Optimizer{Name: name}
	}
	var e error
	if c.Optimizer.LearningRate, e = strconv.ParseFloat(chosen[rate], 64); e != nil || !(c.Optimizer.LearningRate > 0) {
		err = fmt.Errorf("%s %q: give a number above 0, such as 0.001", rate, chosen[rate])
	}
	if d := chosen[dropout]; d != o.PresetName {
		c.Head = fmt.Sprintf(heads[c.Model], d, d)
	}
	return c.WithDefaults(), err
}

// heads are the networks' own with a dropout after each hidden layer.
var heads = map[string]string{
	"vgg16":    "flatten,128,drop%s,128,drop%s",
	"resnet50": "avg,512,drop%s,256,drop%s",
}
