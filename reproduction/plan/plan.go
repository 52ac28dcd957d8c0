// Package plan lists the trainings that rows of the paper need, each once, says what is done and what the rest will
// take on this machine, and runs them.
//
//	p, err := plan.New("results/runs", wants)
//	err = p.Estimate(ctx, speeds, nil)      // optional: needed for a budget
//	fmt.Println(p.Table())
//	left, err := p.Execute(ctx, session, plan.Options{Budget: 2 * time.Hour})
package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// Want is a training that a row asks for.
type Want struct {
	Row    paper.Row
	Config run.Config
}

// Plan is a set of trainings. Each is in it once, however many rows it fills.
type Plan struct {
	Runs []*Run
	Cuts []*Cut
}

// Run is one training of a plan.
type Run struct {
	Config run.Config
	Name   string
	Dir    string
	Fills  []paper.Row
	Cut    *Cut
	Record *run.Run // what there is of it; nil before its first epoch was saved
	Before *run.Run // a finished record to compare with, such as the one that is made anew; nil if there is none
	Damage error    // why what is in the folder is not read; nil if it was

	anew bool // whatever is in the folder goes
}

// Cut is a frozen prefix with the trainings that share it. They also train the same layers by the same rule, so that
// one measured step stands for all.
type Cut struct {
	Config   run.Config // of its first run
	Boundary []string   // layers whose values are computed once
	Runs     []*Run
	Estimate *Estimate // nil before Plan.Estimate, or where nothing could be measured
}

// Finished says whether nothing is left to do.
func (r *Run) Finished() bool { return r.Record != nil && r.Record.Result != nil }

// Left is the number of epochs to do.
func (r *Run) Left() int {
	switch {
	case r.Finished():
		return 0
	case r.Record == nil:
		return r.Config.Epochs
	}
	return r.Config.Epochs - len(r.Record.History)
}

// New plans the trainings that are wanted, in their order, and looks below folder for what is done.
func New(folder string, wants []Want) (*Plan, error) {
	p := &Plan{}
	runs, cuts := map[string]*Run{}, map[string]*Cut{}
	for _, w := range wants {
		name := paper.RunName(w.Config)
		r := runs[name]
		if r == nil {
			r = &Run{Config: w.Config, Name: name, Dir: filepath.Join(folder, name)}
			if err := r.look(); err != nil {
				return nil, err
			}
			kind := kindOf(w.Config)
			if cuts[kind] == nil {
				setup, err := resolve(w.Config)
				if err != nil {
					return nil, err
				}
				cuts[kind] = &Cut{Config: w.Config, Boundary: setup.Cut.Boundary}
				p.Cuts = append(p.Cuts, cuts[kind])
			}
			r.Cut = cuts[kind]
			r.Cut.Runs = append(r.Cut.Runs, r)
			runs[name] = r
			p.Runs = append(p.Runs, r)
		}
		r.Fills = append(r.Fills, w.Row)
	}
	return p, nil
}

// Forget plans all runs anew, whatever there is of them.
func (p *Plan) Forget() {
	for _, r := range p.Runs {
		if r.Finished() && r.Before == nil {
			r.Before = r.Record
		}
		r.Record, r.Damage, r.anew = nil, nil, true
	}
}

// Compare looks below a folder for records of the same runs, to be compared with.
func (p *Plan) Compare(folder string) {
	for _, r := range p.Runs {
		if was, err := run.Read(filepath.Join(folder, r.Name)); err == nil && was.Result != nil &&
			was.Config.WithDefaults() == r.Config.WithDefaults() {
			r.Before = was
		}
	}
}

// look reads what there is of a run. A folder that can't be read is no error: it is in the way of its own training
// alone.
func (r *Run) look() error {
	entries, err := os.ReadDir(r.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	seen := func(e fs.DirEntry) bool { return !strings.HasPrefix(e.Name(), ".") }
	if err == nil && !slices.ContainsFunc(entries, seen) {
		return nil // killed before it had written anything
	}
	r.Record, r.Damage = run.Read(r.Dir)
	if r.Damage == nil && r.Record.Config.WithDefaults() != r.Config.WithDefaults() { // a user's own, by chance or by --name
		return fmt.Errorf("%s was made with other settings than the row's (%s): move it away", r.Dir,
			strings.Join(run.Differences(r.Record.Config, r.Config), ", "))
	}
	return nil
}

// Damaged is the first run whose folder can't be read; nil if there is none.
func (p *Plan) Damaged() *Run {
	for _, r := range p.Runs {
		if r.Damage != nil {
			return r
		}
	}
	return nil
}

// Complete are the finished runs that fill a row: of each seed all folds, or none.
func (p *Plan) Complete(row paper.Row) []*run.Run {
	whole := map[run.Seeds]bool{}
	var fill []*Run
	for _, r := range p.Runs {
		for _, f := range r.Fills {
			if f.Table == row.Table && f.Trainable == row.Trainable {
				fill = append(fill, r)
				before, known := whole[r.Config.Seeds]
				whole[r.Config.Seeds] = r.Finished() && (before || !known)
			}
		}
	}
	var all []*run.Run
	for _, r := range fill {
		if whole[r.Config.Seeds] {
			all = append(all, r.Record)
		}
	}
	return all
}

// Seeds is how many seeds a row gets unless one asks for another number: 10 where it trains only the head, which
// takes a minute or less, else 1.
func Seeds(row paper.Row) int {
	if row.Model == "vgg16" && row.Trainable == 3 || row.Model == "resnet50" && row.Trainable == 6 {
		return 10
	}
	return 1
}

// kindOf is what a configuration's prefix and speed depend on.
func kindOf(c run.Config) string {
	c.Seeds, c.Epochs = run.Seeds{}, 0
	c.Split = run.Split{}
	text, _ := json.Marshal(c) // plain fields: can't fail
	return string(text)
}

// resolve works out what a configuration of the paper means.
func resolve(c run.Config) (*fit.Setup, error) { return paper.Catalog("").Resolve(c, paper.Classes) }
