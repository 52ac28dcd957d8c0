//go:build cgo

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/finetune-go/ft/internal/lab"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

func notebookCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "notebook", Short: "Run notebooks without a browser; find those that need it", Args: noArgs,
		Example: "  ft notebook check\n  ft notebook run 05 --set epochs=20",
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() }}
	cmd.AddCommand(notebookRunCommand(), notebookCheckCommand())
	return cmd
}

func notebookRunCommand() *cobra.Command {
	var all, inPlace bool
	var set []string
	var out string
	var timeout time.Duration
	var jobs int
	cmd := &cobra.Command{
		Use:   "run NAME…",
		Short: "Execute notebooks with the Go kernel; write executed copies and HTML",
		Example: `  ft notebook run --all
  ft notebook run 05 --set epochs=20 --set rows=6
  ft notebook run 05 08 --in-place`,
		RunE: func(cmd *cobra.Command, names []string) error {
			if (len(names) > 0) == all {
				return usageError{fmt.Errorf("name notebooks, or give --all")}
			}
			if inPlace && cmd.Flags().Changed("out") {
				return usageError{fmt.Errorf("--in-place writes into notebooks: leave out --out")}
			}
			if err := outFolder(out); err != nil {
				return usageError{err}
			}
			if timeout <= 0 {
				return usageError{fmt.Errorf("--timeout %v: give a time, such as 10m", timeout)}
			}
			if jobs < 1 {
				return usageError{fmt.Errorf("--jobs %d: give a number from 1", jobs)}
			}
			values := map[string]string{}
			for _, s := range set {
				k, v, ok := strings.Cut(s, "=")
				if !ok {
					return usageError{fmt.Errorf("--set %s: write name=value", s)}
				}
				values[k] = v
			}
			root, err := moduleRoot()
			if err != nil {
				return err
			}
			paths, err := notebooks(root, names)
			if err != nil {
				return err
			}
			for _, p := range paths { // before anything is installed or run
				if err := lab.CheckSet(p, values); err != nil {
					return usageError{err}
				}
			}
			l, err := prepareLab(cmd.Context())
			if err != nil {
				return err
			}
			var printing sync.Mutex
			group, ctx := errgroup.WithContext(cmd.Context()) // the first that fails ends the others
			group.SetLimit(jobs)
			for _, p := range paths {
				group.Go(func() error {
					if ctx.Err() != nil {
						return context.Cause(ctx)
					}
					start, to := time.Now(), out
					if inPlace {
						to = filepath.Dir(p)
					}
					if err := l.RunNotebook(ctx, p, to, values, timeout); err != nil {
						return err
					}
					printing.Lock()
					defer printing.Unlock()
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %.1f s\n", filepath.Base(p), time.Since(start).Seconds())
					return nil
				})
			}
			return group.Wait()
		},
	}
	f := cmd.Flags()
	f.BoolVar(&all, "all", false, "all notebooks, in order")
	f.BoolVar(&inPlace, "in-place", false, "update the notebooks themselves")
	f.StringArrayVar(&set, "set", nil, "name=value for the notebook's parameters; may be repeated")
	f.StringVar(&out, "out", "notebooks-out", "folder for the executed copies")
	intVar(f, &jobs, "jobs", 1, "notebooks at a time; the times that they show are those of a busy machine then")
	f.DurationVar(&timeout, "timeout", 10*time.Minute, "longest time of all cells of a notebook together")
	return cmd
}

// notebooks are the files that names stand for; without names, all.
func notebooks(root string, names []string) ([]string, error) {
	dir := filepath.Join(root, "notebooks")
	if len(names) == 0 {
		return lab.List(dir)
	}
	var paths []string
	for _, n := range names {
		p, err := lab.Find(dir, n)
		if err != nil {
			return nil, err
		}
		paths = append(paths, p)
	}
	return paths, nil
}

func notebookCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "check",
		Short:   "List the notebooks; say which outputs are older than their code or the results they show",
		Example: "  ft notebook check",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root, err := moduleRoot()
			if err != nil {
				return err
			}
			paths, err := notebooks(root, nil)
			if err != nil {
				return err
			}
			var stale []string
			for _, p := range paths {
				why, err := lab.Stale(p, root)
				if err != nil {
					return err
				}
				name := strings.TrimSuffix(filepath.Base(p), ".ipynb")
				if why == "" {
					why = "up to date"
				} else {
					stale = append(stale, name)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%-26s %s\n", name, why)
			}
			if len(stale) > 0 {
				fmt.Fprintf(cmd.OutOrStdout(), "ft notebook run --in-place %s   brings them up to date\n",
					strings.Join(stale, " "))
			}
			return nil
		},
	}
}
