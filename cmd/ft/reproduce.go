//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/images"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/plan"
	"github.com/spf13/cobra"
)

// reproduction are the settings of ft reproduce.
type reproduction struct {
	table, epochs, seeds, jobs    int
	rows                          []int
	all, share, demo, plan, force bool
	budget                        time.Duration
	data, results                 string
	record                        bool
}

// record is the folder of the results that are committed.
const record = "results"

func reproduceCommand() *cobra.Command {
	var p reproduction
	cmd := &cobra.Command{
		Use:   "reproduce",
		Short: "Run rows of the paper's tables and set them beside the paper's numbers",
		Long: `Without flags: Table 1, 3 trainable layers (VGG16) and Table 5, 6 trainable layers (ResNet50), 100 epochs each.
Finished runs are never repeated; an interrupted one goes on where it was. Runs go to a folder of their own, and are
compared with the record of the same run in results/, which only --record adds to or, with --force, makes anew.`,
		Example: `  ft reproduce
  ft reproduce --table 5 --rows 6,16
  ft reproduce --table 7 --rows 6 --seeds 3
  ft reproduce --all --plan
  ft reproduce --all --budget 2h
  ft reproduce --table 3 --rows 12 --record`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.run(cmd) },
	}
	f := cmd.Flags()
	intVar(f, &p.table, "table", 0, "table 1 to 8; without it the two headline rows")
	f.IntSliceVar(&p.rows, "rows", nil, "trainable layers of the rows, such as 6,16; without it all rows of the table")
	f.BoolVar(&p.all, "all", false, "all rows of tables 1 to 8")
	intVar(f, &p.epochs, "epochs", 0, "epochs instead of the row's own")
	intVar(f, &p.seeds, "seeds", 0,
		"seeds 1 to this number for each row; without it 1, and 10 for the rows of a table that train only the head")
	f.BoolVar(&p.share, "share-epochs", true, "with --table or --all: one run of 200 epochs fills the 100-epoch table too")
	f.BoolVar(&p.demo, "demo", false, "a small drawn data set instead of the paper's photographs")
	f.BoolVar(&p.plan, "plan", false, "only list the runs: what is shared, done, begun, to do, and how long it takes")
	f.DurationVar(&p.budget, "budget", 0, "run what fits into this time, such as 2h30m, cheapest first")
	intVar(f, &p.jobs, "jobs", 1, "trainings at a time; a training of convolutions keeps all cores busy by itself")
	f.BoolVar(&p.force, "force", false, "run again what is done")
	f.StringVar(&p.data, "data", "", "folder of the paper's images")
	f.StringVar(&p.results, "results", "reproduced", "folder of results")
	f.BoolVar(&p.record, "record", false,
		"run for the record, in "+record+", and bring its report and the README up to date")
	return cmd
}

// check refuses numbers that would be taken for "as the row has it".
func (p *reproduction) check(cmd *cobra.Command) error {
	for name, n := range map[string]int{"epochs": p.epochs, "seeds": p.seeds, "jobs": p.jobs, "table": p.table} {
		if cmd.Flags().Changed(name) && n < 1 {
			return usageError{fmt.Errorf("--%s %d: give a number from 1", name, n)}
		}
	}
	if cmd.Flags().Changed("budget") && p.budget <= 0 {
		return usageError{fmt.Errorf("--budget %v: give a time, such as 2h30m", p.budget)}
	}
	if p.record && cmd.Flags().Changed("results") {
		return usageError{errors.New("--record writes to " + record + ": leave out --results")}
	}
	if p.plan && p.budget > 0 {
		return usageError{errors.New("--plan lists all that is left, --budget runs what fits: choose one")}
	}
	return nil
}

func (p *reproduction) run(cmd *cobra.Command) error {
	if err := p.check(cmd); err != nil {
		return err
	}
	if p.record {
		p.results = record
	}
	rows, err := p.pick()
	if err != nil {
		return err
	}
	var recorded []*run.Run // estimates rest on them
	if p.plan || p.budget > 0 {
		var problems []run.Problem
		if recorded, problems, err = run.List(p.runs()); err != nil {
			return err
		}
		warn(problems)
	}
	todo, err := plan.New(p.runs(), p.wants(rows))
	if err != nil {
		return err
	}
	if !p.record {
		todo.Compare(filepath.Join(record, "runs"))
	}
	if p.force {
		todo.Forget()
	}
	if r := todo.Damaged(); r != nil && !p.plan { // before hours of other trainings
		return fmt.Errorf("%w, or with --force", r.Damage)
	}
	s, err := session(cmd.Context(), p.data)
	if err != nil && p.plan {
		fmt.Fprintf(os.Stderr, "no estimates: %v\n", err)
		printPlan(cmd.OutOrStdout(), todo)
		return nil
	}
	if err != nil {
		return err
	}
	defer closeSession(s)
	if p.plan || p.budget > 0 {
		err := todo.Estimate(cmd.Context(), &plan.Machine{Backend: s.Backend, Progress: s.Progress}, recorded)
		if err != nil && (!p.plan || cmd.Context().Err() != nil) {
			return err
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "no estimates: %v\n", err)
		}
	}
	if p.plan {
		printPlan(cmd.OutOrStdout(), todo)
		return nil
	}
	left, err := p.train(cmd.Context(), s, todo)
	if err != nil {
		return err
	}
	return p.show(cmd, rows, todo, left)
}

// runs is the folder of the run folders.
func (p *reproduction) runs() string { return filepath.Join(p.results, "runs") }

// train does what is to do, and returns the runs that the budget leaves out.
func (p *reproduction) train(ctx context.Context, s *fit.Session, todo *plan.Plan) (left []*plan.Run, err error) {
	if !p.demo {
		if _, err := s.Images(ctx, paper.Name); errors.Is(err, images.ErrAbsent) {
			return nil, fmt.Errorf("%w or name it with --data; ft reproduce --demo runs the same rows on a small drawn "+
				"data set", err)
		} else if err != nil {
			return nil, err
		}
	}
	if p.jobs > 1 && !shared.quiet {
		s.Progress = progress.Lines(os.Stderr)
	}
	left, err = todo.Execute(ctx, s, plan.Options{Budget: p.budget, Jobs: p.jobs})
	if errors.Is(err, fit.ErrStopped) || errors.Is(err, context.Canceled) {
		how := "the same command goes on from there"
		if p.force {
			how = "the same command without --force goes on from there"
		}
		return nil, fmt.Errorf("%w; %s", fit.ErrStopped, how)
	}
	return left, err
}

// show writes the rows' tables and curves and prints the rows beside the paper's: last, as nobody may read that.
func (p *reproduction) show(cmd *cobra.Command, rows []paper.Row, todo *plan.Plan, left []*plan.Run) error {
	pairs := pairsOf(rows, todo)
	table, err := p.sideBySide(pairs)
	if err != nil {
		return err
	}
	written := p.write(cmd.Context(), table, pairs)
	w := cmd.OutOrStdout()
	fmt.Fprintln(w, table)
	for _, r := range todo.Runs {
		if r.Before != nil && r.Finished() {
			fmt.Fprintln(w, besideRecord(r.Before, r.Record))
		}
	}
	if len(left) > 0 {
		fmt.Fprintln(w, plan.LeftOut(left))
	}
	if written == nil {
		fmt.Fprintf(w, "runs, tables and curves are in %s%c\n", printable.Line(p.results), filepath.Separator)
	}
	return written
}

func printPlan(w io.Writer, p *plan.Plan) {
	fmt.Fprintln(w, p.Shared())
	fmt.Fprintln(w, p.Table())
}
