package playground

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
)

// setting is one thing to choose: the place in a list of values, which a slider or a menu shows, or a text.
type setting struct {
	name   string
	values []string
	at     int // chosen at first
	kind   kind
	more   bool // below the others, folded up at first
	set    func(c *run.Config, value string) error
	get    func(c run.Config) string // "" where none of the values is it
}

// kind is how a setting is chosen.
type kind int

const (
	slider kind = iota // with a field for numbers that it does not have
	menu
	text // with the one value as it is at first
)

// The names of the settings.
const (
	images    = "images"
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

// settings are all of them in the order of the page. The network comes first: it brings the preset of the others.
func (o Options) settings() []setting {
	preset := o.PresetName
	return append([]setting{
		{model, network.Names(), slices.Index(network.Names(), "resnet50"), menu, false, o.setModel,
			func(c run.Config) string { return c.Model }},
		{images, []string{o.Data}, 0, text, false, func(c *run.Config, v string) error {
			if c.Data = v; v == "" {
				return fmt.Errorf("images: name a folder with one sub-folder a class")
			}
			return nil
		}, func(c run.Config) string { return c.Data }},
		{layers, upTo(40), 5, slider, false, func(c *run.Config, v string) error {
			n, err := number(layers, v, mostLayers)
			c.Trainable = strconv.Itoa(n)
			return err
		}, func(c run.Config) string { return c.Trainable }},
		choice(optimizer, menu, preset, []string{preset, "adam", "adamw", "adadelta", "rmsprop", "sgd"},
			func(c *run.Config, v string) error {
				if v != preset {
					c.Optimizer = run.Optimizer{Name: v}
				}
				return nil
			}, func(c run.Config) string {
				usual := o.Preset(c.Model).WithDefaults().Optimizer
				usual.LearningRate, usual.Momentum, usual.WeightDecay = c.Optimizer.LearningRate, c.Optimizer.Momentum,
					c.Optimizer.WeightDecay
				if c.Optimizer == usual {
					return preset
				}
				return c.Optimizer.Name
			}),
		choice(rate, slider, "0.001", decades(-5, 0), func(c *run.Config, v string) (err error) {
			r := &c.Optimizer.LearningRate
			if *r, err = strconv.ParseFloat(v, 64); err != nil || !(*r > 0) {
				return fmt.Errorf("%s %q: give a number above 0, such as 0.001", rate, v)
			}
			return nil
		}, func(c run.Config) string { return strconv.FormatFloat(c.Optimizer.LearningRate, 'f', -1, 64) }),
		choice(epochs, slider, strconv.Itoa(o.Epochs), upTo(maxEpochs), func(c *run.Config, v string) (err error) {
			c.Epochs, err = number(epochs, v, mostEpochs)
			return err
		}, func(c run.Config) string { return strconv.Itoa(c.Epochs) }),
		choice(batch, menu, "32", []string{"8", "16", "32", "64", "128"}, func(c *run.Config, v string) (err error) {
			c.Batch, err = number(batch, v, mostBatch)
			return err
		}, func(c run.Config) string { return strconv.Itoa(c.Batch) }),
		choice(dropout, menu, preset, []string{preset, "0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"},
			func(c *run.Config, v string) error {
				if v != preset {
					c.Head = fmt.Sprintf(heads[c.Model], v, v)
				}
				return nil
			}, func(c run.Config) string { return cmp.Or(o.dropout(c), preset) }),
		choice(seed, slider, "1", upTo(20), func(c *run.Config, v string) error {
			n, err := number(seed, v, math.MaxInt32)
			*c = c.WithSeed(uint32(n))
			return err
		}, func(c run.Config) string { return strconv.Itoa(int(c.Seeds.Init)) }),
	}, o.more()...)
}

func choice(name string, kind kind, first string, values []string, set func(*run.Config, string) error,
	get func(run.Config) string) setting {
	return setting{name, values, max(0, slices.Index(values, first)), kind, false, set, get}
}

func (o Options) setModel(c *run.Config, value string) error {
	if !slices.Contains(network.Names(), value) {
		return fmt.Errorf("network %q: choose one of %s", value, strings.Join(network.Names(), ", "))
	}
	*c = o.Preset(value)
	return nil
}

// heads are the networks' own with a dropout after each hidden layer.
var heads = map[string]string{
	"vgg16":    "flatten,128,drop%s,128,drop%s",
	"resnet50": "avg,512,drop%s,256,drop%s",
}

// dropout is the setting that gives the head of a configuration; "" where none does.
func (o Options) dropout(c run.Config) string {
	if c.Head == o.Preset(c.Model).WithDefaults().Head {
		return o.PresetName
	}
	for i := range 9 {
		if d := strconv.FormatFloat(float64(i)/10, 'g', -1, 64); c.Head == fmt.Sprintf(heads[c.Model], d, d) {
			return d
		}
	}
	return ""
}

func number(name, value string, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("%s %q: give a whole number from 1 to %d", name, value, most)
	}
	return n, nil
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
	for _, s := range o.settings() {
		if err := s.set(&c, chosen[s.name]); err != nil {
			return c, err
		}
	}
	return c.WithDefaults(), nil
}

// values are what the controls have to say for a configuration to be trained, and its settings that they can't say.
func (o Options) values(c run.Config) (values map[string]string, missing []string) {
	values = map[string]string{}
	for _, s := range o.settings() {
		values[s.name] = s.get(c)
	}
	back, err := o.config(values)
	if err != nil {
		return values, []string{err.Error()}
	}
	return values, run.Differences(back, c.WithDefaults())
}
