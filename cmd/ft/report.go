//go:build cgo

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/report"
	"github.com/spf13/cobra"
)

// source are the results that a report is made of.
type source struct{ results, data string }

func (s *source) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.results, "results", "results", "folder of results")
	cmd.Flags().StringVar(&s.data, "data", "", "folder of the images, for the figures that show some")
}

// checkResults refuses a folder of results that was named and is not there: a slip of the pen would show that nothing
// was run.
func checkResults(cmd *cobra.Command, results string) error {
	if cmd.Flags().Changed("results") {
		if info, err := os.Stat(filepath.Join(results, "runs")); err != nil || !info.IsDir() {
			return usageError{fmt.Errorf("--results %s: there is no folder runs in it", results)}
		}
	}
	return nil
}

// readBook reads the runs of a folder of results.
func readBook(cmd *cobra.Command, results string) (*report.Book, error) {
	if err := checkResults(cmd, results); err != nil {
		return nil, err
	}
	book, err := report.Read(filepath.Join(results, "runs"))
	if err == nil {
		warn(book.Problems)
	}
	return book, err
}

// leftOut says why something is missing from what is made.
func leftOut(why ...error) {
	for _, err := range why {
		fmt.Fprintln(os.Stderr, "left out:", printable.Line(advise(err).Error()))
	}
}

// warn names the folders among the runs that are left out.
func warn(problems []run.Problem) {
	for _, p := range problems {
		fmt.Fprintln(os.Stderr, "left out:", printable.Line(p.Err.Error()))
	}
}

// images are the paper's where they are at hand.
func (s *source) images(ctx context.Context) (report.Sources, error) {
	images, err := report.PaperImages(ctx, s.data)
	if err != nil {
		if s.data != "" { // named, so wanted
			return report.Sources{}, err
		}
		fmt.Fprintf(os.Stderr, "figures without images: %v\n", err)
	}
	return images, nil
}

// refresh brings a report that stands in a folder of results up to date with its runs, and the README above it.
func refresh(ctx context.Context, results, data string) error {
	book, err := report.Read(filepath.Join(results, "runs"))
	if err != nil {
		return err
	}
	warn(book.Problems)
	if _, err := os.Stat(filepath.Join(results, "README.md")); err == nil && book.Check(results) != nil {
		images, err := report.PaperImages(ctx, data) // without them the figures of photographs stay as they are
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		if _, err := book.Write(results, images); err != nil {
			return err
		}
	}
	if err := refreshHeadline(results); err != nil {
		return err
	}
	return updateReadme(results)
}

func reportCommand() *cobra.Command {
	var s source
	var out string
	cmd := &cobra.Command{
		Use:   "report [RUN…]",
		Short: "Write a page about runs; without one, about the whole reproduction",
		Long: `Write a page about finished runs, as HTML, Markdown and, where Chromium is installed, PDF: the images, the settings, the
training, how well the network does on its test images and where it fails, and how it was made.

Without a run, write the whole reproduction of the paper: tables, figures, results/README.md and report.html.`,
		Example: "  ft report results/runs/mine --out report-of-mine\n  ft report results/runs/mine-fold*of5 --data " +
			"photos\n  ft report",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if cmd.Flags().Changed("results") {
					return usageError{errors.New("--results goes with the whole reproduction, not with a run")}
				}
				return reportRuns(cmd, args, s.data, out)
			}
			if out != "" {
				return usageError{errors.New("--out goes with a run")}
			}
			if err := checkResults(cmd, s.results); err != nil { // before anything is written
				return err
			}
			return alone(cmd.Context(), s.results, true, func() error { return s.report(cmd) })
		},
	}
	s.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "with a run: folder to write to; report-NAME when left out")
	return cmd
}

// report writes the whole reproduction.
func (s *source) report(cmd *cobra.Command) error {
	book, err := readBook(cmd, s.results)
	if err != nil {
		return err
	}
	images, err := s.images(cmd.Context())
	if err != nil {
		return err
	}
	left, err := book.Write(s.results, images)
	if err != nil {
		return err
	}
	leftOut(left...)
	if err := cmp.Or(refreshHeadline(s.results), updateReadme(s.results)); err != nil {
		return err
	}
	tool, err := report.PDF(cmd.Context(), s.results)
	fmt.Fprintln(cmd.OutOrStdout(), printable.Line(filepath.Join(s.results, "README.md")))
	switch {
	case cmd.Context().Err() != nil:
		return cmd.Context().Err()
	case err != nil: // the report is whole without it
		fmt.Fprintln(os.Stderr, "left out: report.pdf:", err)
	default:
		fmt.Fprintln(cmd.OutOrStdout(), "PDF made with", tool)
	}
	return nil
}

func tableCommand() *cobra.Command {
	var results string
	var format tableFormat
	cmd := &cobra.Command{
		Use:     "table 1..9",
		Short:   "Print a table of the paper beside our results",
		Example: "  ft table 5\n  ft table 7 --format tex",
		Args:    someArgs("the number of a table, 1 to 9"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ids, err := numbers("table", args, 9)
			if err != nil {
				return err
			}
			book, err := readBook(cmd, results)
			if err != nil {
				return err
			}
			for _, id := range ids {
				t, err := book.Table(id)
				if err != nil {
					return err
				}
				if err := t.Write(cmd.OutOrStdout(), format.Format); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&results, "results", "results", "folder of results")
	format.flag(cmd)
	return cmd
}
