package playground

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
)

// The names of the settings that are folded up at first.
const (
	head      = "head"
	division  = "split"
	schedule  = "learning rate schedule"
	stopping  = "early stopping, patience"
	momentum  = "momentum"
	decay     = "weight decay"
	smoothing = "label smoothing"
	variants  = "augmentation"
	weighting = "class weights"
)

// none is the value of a setting that is left out.
const none = "none"

// more are the settings that most tries leave alone.
func (o Options) more() []setting {
	preset := o.PresetName
	number := func(name string, field func(*run.Config) *float64, values ...string) setting {
		return choice(name, menu, none, slices.Concat([]string{none}, values), func(c *run.Config, v string) (err error) {
			if v != none {
				*field(c), err = strconv.ParseFloat(v, 64)
			}
			return err
		}, func(c run.Config) string {
			if *field(&c) == 0 {
				return none
			}
			return strconv.FormatFloat(*field(&c), 'f', -1, 64)
		})
	}
	word := func(name string, field func(*run.Config) *string, values ...string) setting {
		return choice(name, menu, none, slices.Concat([]string{none}, values), func(c *run.Config, v string) error {
			if v != none {
				*field(c) = v
			}
			return nil
		}, func(c run.Config) string {
			if *field(&c) == "" {
				return none
			}
			return *field(&c)
		})
	}
	all := []setting{
		{head, []string{preset}, 0, text, true, func(c *run.Config, v string) error {
			if v != preset && v != "" {
				c.Head = v
			}
			return nil
		}, func(c run.Config) string {
			if o.dropout(c) != "" { // which the setting of dropout says
				return preset
			}
			return c.Head
		}},
		choice(division, menu, preset, []string{preset, "80/20", "80/10/10", "70/15/15", "60/20/20"},
			func(c *run.Config, v string) error {
				if v != preset {
					c.Split = run.Split{Kind: v}
				}
				return nil
			}, func(c run.Config) string {
				if c.Split == o.Preset(c.Model).WithDefaults().Split {
					return preset
				}
				return c.Split.Kind
			}),
		word(schedule, func(c *run.Config) *string { return &c.Schedule.Kind }, "cosine", "step", "plateau"),
		choice(stopping, menu, none, []string{none, "3", "5", "8", "12", "20"}, func(c *run.Config, v string) (err error) {
			if c.EarlyStopping = (run.EarlyStopping{}); v != none {
				c.EarlyStopping.Patience, err = strconv.Atoi(v)
			}
			return err
		}, func(c run.Config) string {
			if c.EarlyStopping.Patience == 0 {
				return none
			}
			return fmt.Sprint(c.EarlyStopping.Patience)
		}),
		number(momentum, func(c *run.Config) *float64 { return &c.Optimizer.Momentum }, "0.5", "0.9", "0.95", "0.99"),
		number(decay, func(c *run.Config) *float64 { return &c.Optimizer.WeightDecay }, "0.0001", "0.001", "0.004", "0.01",
			"0.1"),
		number(smoothing, func(c *run.Config) *float64 { return &c.LabelSmoothing }, "0.05", "0.1", "0.2"),
		word(variants, func(c *run.Config) *string { return &c.Augment }, "flip", "flip,crop",
			"flip,rotation=0.1,zoom=0.2", "brightness=0.2,contrast=0.2"),
		word(weighting, func(c *run.Config) *string { return &c.ClassWeight }, "balanced"),
	}
	for i := range all {
		all[i].more = true
	}
	return all
}
