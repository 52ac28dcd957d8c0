//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/bench"
	"github.com/finetune-go/ft/reproduction/versus"
	"github.com/spf13/cobra"
)

func benchCommand() *cobra.Command {
	var rows, only []string
	var file, results, peer string
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast this machine trains, predicts and starts",
		Long: `Measures seconds per epoch for the eight cuts of the paper's tables (after the prefix, from a few steps on features of the
right shapes), the prefix, prediction, compiling, starting and memory, and compares with the last measurement of this
machine in results/bench.`,
		Example: `  ft bench
  ft bench --peer keras
  ft bench --peer torch
  ft bench --rows resnet50-n16,vgg16-n8 --only rows`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := benchRows(rows)
			if err != nil {
				return err
			}
			if err := benchUsage(rows, only, peer); err != nil {
				return err
			}
			if err := fileOrNew(file); err != nil {
				return usageError{err}
			}
			whole := len(rows) == 0 && len(only) == 0
			if len(only) == 0 {
				only = bench.Parts()
			}
			start := time.Now()
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			o := bench.Options{Session: s, Opened: time.Since(start), Rows: chosen, Parts: only, Progress: s.Progress}
			if o.Program, err = os.Executable(); err != nil {
				return err
			}
			if peer != "" {
				all, err := bench.Against(cmd.Context(), peer, o)
				if err != nil {
					return err
				}
				return versusResult(cmd.Context(), cmd.OutOrStdout(), all, file, results, whole)
			}
			r, err := bench.Measure(cmd.Context(), o)
			if err != nil {
				return err
			}
			return benchResult(cmd.OutOrStdout(), r, file, results, whole)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&rows, "rows", nil, "rows such as resnet50-n6,vgg16-n16; all eight when left out")
	f.StringSliceVar(&only, "only", nil, "parts to measure: "+strings.Join(bench.Parts(), ", "))
	f.StringVar(&peer, "peer", "", "set rows beside another program instead: "+strings.Join(bench.Peers(),
		", ")+" (installed into the cache: 1.5 and 5 GB)")
	f.StringVar(&file, "out", "", "JSON file for the result, with a page beside it; results/bench/MACHINE.json or "+
		"PEER.json when everything is measured")
	f.StringVar(&results, "results", "results", "folder of results")
	return cmd
}

// benchUsage refuses parts and peers that there are not, and what they would pass over.
func benchUsage(rows, only []string, peer string) error {
	for _, part := range only {
		if !slices.Contains(bench.Parts(), part) {
			return usageError{fmt.Errorf("--only %s: name some of %s", part, strings.Join(bench.Parts(), ", "))}
		}
	}
	if len(rows) > 0 && slices.Equal(only, []string{bench.PartStart}) {
		return usageError{errors.New("--only start measures no rows: leave out --rows")}
	}
	switch {
	case peer == "":
		return nil
	case !slices.Contains(bench.Peers(), peer):
		return usageError{fmt.Errorf("--peer %s: choose %s", peer, strings.Join(bench.Peers(), ", "))}
	case len(only) > 0:
		return usageError{errors.New("--peer measures rows: leave out --only")}
	}
	return nil
}

// benchRows are the named rows, or all when none is named.
func benchRows(names []string) ([]versus.Row, error) {
	all := bench.Rows()
	if len(names) == 0 {
		return all, nil
	}
	var chosen []versus.Row
	for _, name := range names {
		i := slices.IndexFunc(all, func(r versus.Row) bool { return r.String() == name })
		if i < 0 {
			return nil, usageError{fmt.Errorf("--rows %s: name some of %s", name, strings.Trim(fmt.Sprint(all), "[]"))}
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// benchResult prints a measurement, sets it against the last one of this machine, and writes it: always to file where
// one is named, else in its own place if everything was measured.
func benchResult(w io.Writer, r *bench.Report, file, results string, whole bool) error {
	tables := benchTables(r)
	for _, t := range tables {
		fmt.Fprintln(w, t.String())
	}
	place := r.Path(results)
	old, err := bench.Read(place)
	if err != nil {
		return err
	}
	lines, same := r.Regressions(old)
	switch {
	case len(lines) > 0:
		fmt.Fprintf(w, "\n*** SLOWER by more than 10 %% than %s of %s:\n", place, old.Measured)
		for _, l := range lines {
			fmt.Fprintln(w, "***", l)
		}
	case same:
		fmt.Fprintf(w, "no slower than %s of %s\n", place, old.Measured)
	}
	if file == "" && whole {
		file = place
	}
	if file == "" {
		return nil
	}
	return writeBench(w, file, r, tables)
}

// versusResult prints a comparison and writes it like benchResult.
func versusResult(ctx context.Context, w io.Writer, all []versus.Result, file, results string, whole bool) error {
	t := versusTable(all)
	fmt.Fprintln(w, t.String())
	own := file == "" && whole
	if own {
		file = filepath.Join(results, "bench", all[0].Peer+".json")
	}
	if file == "" {
		return nil
	}
	if err := writeBench(w, file, all, []table.Table{t}); err != nil || !own {
		return err
	}
	return alone(ctx, results, true, func() error { return refresh(ctx, results, "") }) // the report shows them too
}

// writeBench writes a result as JSON and its tables as a page beside it.
func writeBench(w io.Writer, file string, v any, tables []table.Table) error {
	if err := bench.Write(file, v); err != nil {
		return err
	}
	page := withEnd(file, ".md")
	if err := fetch.WriteFile(page, func(w io.Writer) error { return benchPage(w, tables) }); err != nil {
		return err
	}
	fmt.Fprintln(w, printable.Line(file), "and", printable.Line(page))
	return nil
}

// benchPage writes tables as Markdown, one below the other.
func benchPage(w io.Writer, tables []table.Table) error {
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := t.Write(w, table.Markdown); err != nil {
			return err
		}
	}
	return nil
}
