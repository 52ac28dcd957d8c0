package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/bench"
	"github.com/finetune-go/ft/ftlib/fetch"
	"github.com/finetune-go/ft/ftlib/report"
	"github.com/spf13/cobra"
)

func benchCommand() *cobra.Command {
	var rows, only []string
	var file, results string
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast this machine trains, predicts and starts",
		Long: `Measures seconds per epoch for the eight cuts of the paper's tables (after the prefix, from a few steps on features of the
right shapes), the prefix, prediction, compiling, starting and memory, and compares with the last measurement of this
machine in results/bench.`,
		Example: `  ft bench
  ft bench --rows resnet50-n16,vgg16-n8 --only rows`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := benchRows(rows)
			if err != nil {
				return err
			}
			for _, part := range only {
				if !slices.Contains(bench.Parts(), part) {
					return usageError{fmt.Errorf("--only %s: name some of %s", part, strings.Join(bench.Parts(), ", "))}
				}
			}
			whole := rows == nil && only == nil
			if only == nil {
				only = bench.Parts()
			}
			start := time.Now()
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			o := bench.Options{Session: s, Opened: time.Since(start), Rows: chosen, Parts: only, Log: s.Log}
			if o.Program, err = os.Executable(); err != nil {
				return err
			}
			r, err := bench.Measure(cmd.Context(), o)
			if err != nil {
				return err
			}
			return benchResult(r, file, results, whole)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&rows, "rows", nil, "rows such as resnet50-n6,vgg16-n16; all eight when left out")
	f.StringSliceVar(&only, "only", nil, "parts to measure: "+strings.Join(bench.Parts(), ", "))
	f.StringVar(&file, "json", "", "file for the result; results/bench/MACHINE.json when everything is measured")
	f.StringVar(&results, "results", "results", "folder of results")
	return cmd
}

// benchRows are the named rows, or all.
func benchRows(names []string) ([]bench.Row, error) {
	all := bench.Rows()
	if names == nil {
		return all, nil
	}
	var chosen []bench.Row
	for _, name := range names {
		i := slices.IndexFunc(all, func(r bench.Row) bool { return r.String() == name })
		if i < 0 {
			return nil, usageError{fmt.Errorf("--rows %s: name some of %s", name, strings.Trim(fmt.Sprint(all), "[]"))}
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// benchResult prints a measurement, sets it against the last one of this machine, and writes it: always to file where
// one is named, else in its own place if everything was measured.
func benchResult(r *bench.Report, file, results string, whole bool) error {
	tables := benchTables(r)
	for _, t := range tables {
		fmt.Println(t.String())
	}
	place := r.Path(results)
	old, err := bench.Read(place)
	if err != nil {
		return err
	}
	lines, same := r.Regressions(old)
	switch {
	case len(lines) > 0:
		fmt.Printf("\n*** SLOWER by more than 10 %% than %s of %s:\n", place, old.Measured)
		for _, l := range lines {
			fmt.Println("***", l)
		}
	case same:
		fmt.Printf("no slower than %s of %s\n", place, old.Measured)
	}
	if file == "" && whole {
		file = place
	}
	if file == "" {
		return nil
	}
	if err := bench.Write(file, r); err != nil {
		return err
	}
	page := strings.TrimSuffix(file, filepath.Ext(file)) + ".md"
	err = fetch.WriteFile(page, func(w io.Writer) error {
		for i, t := range tables {
			if i > 0 {
				fmt.Fprintln(w)
			}
			if err := t.Write(w, report.Markdown); err != nil {
				return err
			}
		}
		return nil
	})
	fmt.Println(file, "and", page)
	return err
}
