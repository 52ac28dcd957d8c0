package fit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

// Phase is a part of a training that trains other layers, or at another rate, than the one before, from whose weights
// it starts. What is left zero is as in the configuration.
type Phase struct {
	Epochs       int     `yaml:"epochs"`
	Trainable    string  `yaml:"trainable"`
	LearningRate float64 `yaml:"learning_rate"`
}

// ParsePhases reads phases such as "head:5:1e-3;conv5_block3,head:10:1e-5": layers, epochs, rate. Rate, or both
// numbers, may be left out.
func ParsePhases(text string) (all []Phase, err error) {
	for part := range strings.SplitSeq(text, ";") {
		words := strings.Split(part, ":")
		p := Phase{Trainable: strings.TrimSpace(words[0])}
		bad := p.Trainable == "" || len(words) > 3
		if len(words) > 1 {
			p.Epochs, err = strconv.Atoi(strings.TrimSpace(words[1]))
			bad = bad || err != nil || p.Epochs < 1
		}
		if len(words) > 2 {
			p.LearningRate, err = strconv.ParseFloat(strings.TrimSpace(words[2]), 64)
			bad = bad || err != nil || !(p.LearningRate > 0)
		}
		if bad {
			return nil, fmt.Errorf("phase %q: give layers, epochs and rate, such as head:5:1e-3", part)
		}
		all = append(all, p)
	}
	return all, nil
}

// Phases are the runs of a training in phases. The last one has the folder dir and the network that comes of all; those
// before have folders beside it, dir-phase1 and so on.
func Phases(c run.Config, phases []Phase, dir string) (all []Member) {
	if len(phases) == 0 {
		return []Member{{Config: c, Dir: dir}}
	}
	for i, p := range phases {
		m := Member{Config: c, Dir: dir}
		if i < len(phases)-1 {
			m.Dir = fmt.Sprintf("%s-phase%d", dir, i+1)
		}
		if i > 0 {
			m.Config.From = all[i-1].Dir
		}
		m.Config.Epochs = cmp.Or(p.Epochs, c.Epochs)
		m.Config.Trainable = cmp.Or(p.Trainable, c.Trainable)
		m.Config.Optimizer.LearningRate = cmp.Or(p.LearningRate, c.Optimizer.LearningRate)
		all = append(all, m)
	}
	return all
}

// CheckPhases refuses phases of which one cannot be, and frozen batch norms where none of them trains any.
func (c Catalog) CheckPhases(config run.Config, phases []Phase) error {
	fixed := false
	for i, m := range Phases(config, phases, "run") {
		setup, err := c.Resolve(m.Config, 2)
		if err != nil && phases != nil {
			return fmt.Errorf("phase %d: %w", i+1, err)
		}
		fixed = fixed || err != nil || setup.fixesNorms() // what else is wrong, the run says
	}
	if config.FreezeBatchNorm && config.From == "" && !fixed { // else it may be a setting of the run to start from
		return errors.New("freeze batch norm: none is trained; leave it out, or train layers that have some, " +
			"such as conv5_block3")
	}
	return nil
}

// RunPhases trains one phase after the other and returns the last; o is for all of them, but for its folder, that of
// the last. Without phases it is Run. With Options.Resume those that are finished are not trained again.
func (s *Session) RunPhases(ctx context.Context, c run.Config, phases []Phase, o Options) (r *run.Run, err error) {
	if o.Dir == "" {
		return nil, errors.New("a run needs a folder for its record")
	}
	members := Phases(c, phases, o.Dir)
	if err := s.CheckPhases(c, phases); err != nil { // before hours are spent on the first ones
		return nil, err
	}
	for i, m := range members {
		if len(members) > 1 {
			progress.Infof(s.Progress, "phase %d of %d: %s", i+1, len(members), m.Config.Trainable)
		}
		o.Dir = m.Dir
		if r, err = s.Run(ctx, m.Config, o); err != nil {
			return r, err
		}
	}
	return r, nil
}
