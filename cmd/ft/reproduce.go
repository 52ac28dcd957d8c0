package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/paper"
	"github.com/finetune-go/ft/ftlib/report"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/spf13/cobra"
)

// reproduction are the settings of ft reproduce.
type reproduction struct {
	table, epochs, seeds          int
	rows                          []int
	all, share, demo, plan, force bool
	data, results                 string
}

func reproduceCommand() *cobra.Command {
	var p reproduction
	cmd := &cobra.Command{
		Use:   "reproduce",
		Short: "Run rows of the paper's tables and set them beside the paper's numbers",
		Long: `Without flags: Table 1, 3 trainable layers (VGG16) and Table 5, 6 trainable layers (ResNet50), 100 epochs each.
Finished runs are never repeated; an interrupted one goes on where it was.`,
		Example: `  ft reproduce
  ft reproduce --table 5 --rows 6,16
  ft reproduce --table 7 --rows 6 --seeds 3
  ft reproduce --all --plan`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.run(cmd) },
	}
	f := cmd.Flags()
	f.IntVar(&p.table, "table", 0, "table 1 to 8; without it the two headline rows")
	f.IntSliceVar(&p.rows, "rows", nil, "trainable layers of the rows, such as 6,16; without it all rows of the table")
	f.BoolVar(&p.all, "all", false, "all rows of tables 1 to 8")
	f.IntVar(&p.epochs, "epochs", 0, "epochs instead of the row's own")
	f.IntVar(&p.seeds, "seeds", 1, "seeds 1 to this number for each row")
	f.BoolVar(&p.share, "share-epochs", true, "with --table or --all: one run of 200 epochs fills the 100-epoch table too")
	f.BoolVar(&p.demo, "demo", false, "a small drawn data set instead of the paper's photographs")
	f.BoolVar(&p.plan, "plan", false, "only list the runs: done, begun, to do, shared with another table")
	f.BoolVar(&p.force, "force", false, "run again what is done")
	f.StringVar(&p.data, "data", "", "folder of the paper's images")
	f.StringVar(&p.results, "results", "results", "folder of results")
	return cmd
}

// pick returns the rows that the flags name.
func (p *reproduction) pick() (rows []paper.Row, err error) {
	switch {
	case p.all:
		for _, t := range paper.Tables() {
			rows = append(rows, t.Rows...)
		}
	case p.table == 0 && p.rows != nil:
		return nil, usageError{errors.New("--rows needs --table")}
	case p.table == 0:
		p.share = false
		for _, id := range [][2]int{{1, 3}, {5, 6}} {
			row, err := paper.Find(id[0], id[1])
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
	case p.rows == nil:
		if rows, err = paper.Rows(p.table); err != nil {
			return nil, usageError{err}
		}
	}
	for _, n := range p.rows {
		row, err := paper.Find(p.table, n)
		if err != nil {
			return nil, usageError{err}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// configs are the trainings of a row.
func (p *reproduction) configs(row paper.Row) []run.Config {
	var all []run.Config
	for seed := 1; seed <= p.seeds; seed++ {
		for _, c := range row.Configs(uint32(seed), p.share) {
			if p.demo {
				c.Data = "demo"
			}
			if p.epochs > 0 {
				c.Epochs = p.epochs
			}
			all = append(all, c)
		}
	}
	return all
}

func (p *reproduction) run(cmd *cobra.Command) error {
	rows, err := p.pick()
	if err != nil {
		return err
	}
	if p.plan {
		p.printPlan(rows)
		return nil
	}
	s, err := session(cmd.Context(), p.data)
	if err != nil {
		return err
	}
	if !p.demo {
		if _, err := s.Data(cmd.Context(), "paper"); errors.Is(err, dataset.ErrAbsent) {
			return fmt.Errorf("%w\nft reproduce --demo runs the same rows on a small drawn data set", err)
		} else if err != nil {
			return err
		}
	}
	var pairs []report.Pair
	done := map[string]*run.Run{}
	for _, row := range rows {
		pair := report.Pair{Row: row}
		for _, c := range p.configs(row) {
			name := paper.RunName(c)
			if done[name] == nil {
				r, err := s.Run(cmd.Context(), c, fit.Options{Dir: filepath.Join(p.results, "runs", name), Resume: !p.force, Force: p.force})
				if err != nil {
					return err
				}
				done[name] = r
			}
			pair.Runs = append(pair.Runs, done[name])
		}
		pairs = append(pairs, pair)
	}
	table := report.SideBySide(pairs...)
	fmt.Println(table)
	return p.write(table, pairs)
}

// printPlan lists the runs of the rows, each once, with what is there already.
func (p *reproduction) printPlan(rows []paper.Row) {
	seen := map[string]bool{}
	for _, row := range rows {
		for _, c := range p.configs(row) {
			name := paper.RunName(c)
			state := "to do"
			if r, err := run.Read(filepath.Join(p.results, "runs", name)); err == nil {
				state = fmt.Sprintf("begun: epoch %d of %d", len(r.History), c.Epochs)
				if r.Result != nil {
					state = "done"
				}
			}
			if seen[name] {
				state += ", shared"
			}
			seen[name] = true
			fmt.Printf("Table %d, %2d trainable layers  %-34s %s\n", row.Table, row.Trainable, name, state)
		}
	}
}
