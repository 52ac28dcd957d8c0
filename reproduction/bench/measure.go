package bench

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/versus"
)

// Rows are the eight cuts of the paper's tables, in its order.
func Rows() (all []versus.Row) {
	for _, table := range []int{1, 5} {
		rows, err := paper.Rows(table)
		if err != nil {
			panic(err) // the tables are in the program
		}
		for _, r := range rows {
			all = append(all, versus.Row{Model: r.Model, Trainable: r.Trainable})
		}
	}
	return all
}

// The parts that can be measured apart. The machine's peak always is.
const (
	PartStart    = "start"
	PartNetworks = "networks"
	PartRows     = "rows"
)

// Parts lists them.
func Parts() []string { return []string{PartStart, PartNetworks, PartRows} }

// Options say what to measure.
type Options struct {
	Session  *fit.Session
	Opened   time.Duration // what opening the session's backend took
	Program  string        // file of ft itself, to measure its start
	Rows     []versus.Row
	Parts    []string
	Progress progress.Observer // progress; nil is silent
}

// bench is a measurement under way.
type bench struct {
	Options
	bar *progress.Work
}

// Measure measures this machine. Each time is the best of a few, so that a busy machine disturbs it least.
func Measure(ctx context.Context, o Options) (*Report, error) {
	b := o.Session.Backend
	r := &Report{Measured: time.Now().UTC().Format(time.RFC3339), Hardware: fit.Hardware(b), Versions: fit.Versions(b)}
	models := modelsOf(o.Rows)
	total := 1
	for part, n := range map[string]int{PartStart: 1, PartNetworks: len(models), PartRows: len(o.Rows)} {
		if slices.Contains(o.Parts, part) {
			total += n
		}
	}
	m := &bench{o, progress.Begin(o.Progress, "bench", int64(total), "parts")}
	defer m.bar.Abort()
	var err error
	m.bar.Status("peak of the machine")
	if r.Peak, err = machinePeak(ctx, b); err != nil {
		return nil, err
	}
	m.bar.Add(1)
	if slices.Contains(o.Parts, PartStart) {
		if r.Start, err = m.start(ctx); err != nil {
			return nil, err
		}
	}
	if slices.Contains(o.Parts, PartNetworks) {
		for _, name := range models {
			n, err := m.network(ctx, name, r.Peak)
			if err != nil {
				return nil, err
			}
			r.Networks = append(r.Networks, n)
		}
	}
	if slices.Contains(o.Parts, PartRows) {
		for _, row := range o.Rows {
			t, err := m.row(ctx, row, r.Peak)
			if err != nil {
				return nil, err
			}
			r.Rows = append(r.Rows, t)
		}
	}
	m.bar.Done()
	return r, nil
}

func modelsOf(rows []versus.Row) (names []string) {
	for _, r := range rows {
		if !slices.Contains(names, r.Model) {
			names = append(names, r.Model)
		}
	}
	return names
}

// weights are the ImageNet weights of a network.
func (b *bench) weights(ctx context.Context, model string) (*network.Model, *weights.Set, error) {
	c := paper.Config(model, 1)
	setup, err := paper.Catalog("").Resolve(c, paper.Classes)
	if err != nil {
		return nil, nil, err
	}
	set, err := b.Session.Weights(ctx, setup.Model, c.Weights, c.Seeds.Init)
	return setup.Model, set, err
}

func (b *bench) start(ctx context.Context) (*Start, error) {
	b.bar.Status("start")
	defer b.bar.Add(1)
	_, set, err := b.weights(ctx, "resnet50")
	if err != nil {
		return nil, err
	}
	s := &Start{Open: b.Opened.Seconds()}
	s.Predict, err = predictTime(ctx, b.Program, strings.TrimPrefix(b.Session.Backend.Device, "xla:"), set)
	return s, err
}

// network measures how fast images go through the base, and through base and head.
func (b *bench) network(ctx context.Context, name string, machine float64) (n Network, err error) {
	b.bar.Status(name)
	defer b.bar.Add(1)
	m, set, err := b.weights(ctx, name)
	if err != nil {
		return n, err
	}
	n.Model = name
	memory := watchMemory()
	var second float64
	cut := m.At(m.Layers[m.Base-1].Name)
	if n.Compile, second, err = fit.MeasurePrefix(ctx, b.Session.Backend, m, cut, set); err != nil {
		return n, err
	}
	n.Prefix = 1 / second
	w := workOf(m, make(network.Mask, len(m.Layers)), cut)
	n.Rate = n.Prefix * w.prefix / 1e9
	n.Share = n.Rate / machine
	if n.Predict, err = b.throughput(ctx, m, set); err != nil {
		return n, err
	}
	n.PredictRate = n.Predict * (w.prefix + w.suffix) / 1e9
	n.Memory = memory.Stop()
	return n, nil
}

// throughput is how many images a second an untrained classifier takes, in batches.
func (b *bench) throughput(ctx context.Context, m *network.Model, set *weights.Set) (float64, error) {
	c := paper.Config(m.Name, 1)
	source := &predict.Source{Config: c, Classes: make([]string, paper.Classes),
		Trained: fit.Draw(m.Layers[m.Base:], c.Seeds.Init), Base: set.Digest, Path: m.Name}
	const batch = 16
	p, err := predict.New(ctx, b.Session, source, batch)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	pixels := make([]byte, batch*m.Image*m.Image*3)
	for i := range pixels {
		pixels[i] = byte(i * 7919)
	}
	seconds, err := best(ctx, func() (float64, error) {
		start := time.Now()
		_, err := p.Pixels(pixels)
		return time.Since(start).Seconds(), err
	})
	return batch / seconds, err
}

// row measures a row of the paper.
func (b *bench) row(ctx context.Context, row versus.Row, machine float64) (r Training, err error) {
	b.bar.Status(row.String())
	defer b.bar.Add(1)
	r.Row = row
	_, set, err := b.weights(ctx, row.Model)
	if err != nil {
		return r, err
	}
	memory := watchMemory()
	t, err := newTraining(b.Session.Backend, row, set)
	if err != nil {
		return r, err
	}
	defer t.close()
	if r.Step, err = best(ctx, t.step); err != nil {
		return r, err
	}
	if r.Evaluation, err = best(ctx, t.evaluate); err != nil {
		return r, err
	}
	r.Memory = memory.Stop()
	w := workOf(t.Model, t.Mask, t.Cut)
	r.Seconds = t.steps()*r.Step + r.Evaluation
	r.Compile = t.trainer.CompileSeconds()
	r.Rate = w.step * float64(t.Config.Batch) / r.Step / 1e9
	r.Share = r.Rate / machine
	if t.whole {
		if r.Overhead, err = overhead(ctx, b.Session.Backend, t, r.Step); err != nil {
			return r, err
		}
	}
	compile, image, err := fit.MeasurePrefix(ctx, b.Session.Backend, t.Model, t.Cut, set)
	r.Prefix = compile + images*image
	return r, err
}
