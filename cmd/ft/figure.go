//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/report"
	"github.com/spf13/cobra"
)

func figureCommand() *cobra.Command {
	var s source
	var all bool
	var runs []string
	var out string
	cmd := &cobra.Command{
		Use:   "figure 1..13",
		Short: "Draw figures of the paper from our own results: SVG, PDF and PNG",
		Example: "  ft figure 6 7\n  ft figure --all --out figures\n  ft figure --run resnet50-n6-holdout-seed3 --out " +
			"figures\n  ft figure --run results/runs/mine --data photos --out figures",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args)+len(runs) > 0) {
				return usageError{fmt.Errorf("name figures from 1 to 13, or --run and a run, or --all")}
			}
			if err := outFolder(out); err != nil {
				return usageError{err}
			}
			ids, err := numbers("figure", args, 13)
			if err != nil {
				return err
			}
			if out == "" {
				out = filepath.Join(s.results, "figures")
			}
			book, err := readBook(cmd, s.results)
			if err != nil {
				return err
			}
			var images report.Sources
			if all || slices.Contains(ids, 4) { // the others show none of the paper's
				if images, err = s.images(cmd.Context()); err != nil {
					return err
				}
			}
			var figures []*figure.Figure
			var left []error
			if all {
				figures, left, err = book.Figures(images)
			} else {
				figures, err = s.figures(cmd.Context(), book, images, ids, runs)
			}
			if err != nil {
				return err
			}
			leftOut(left...)
			saved := 0
			err = alone(cmd.Context(), out, true, func() error {
				saved, err = saveFigures(out, figures)
				return err
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "figures in %s: %d\n", printable.Line(out), saved)
			return nil
		},
	}
	s.flags(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "every figure, those of our own included")
	cmd.Flags().StringArrayVar(&runs, "run", nil,
		"a finished run, by name or folder; may be repeated: learning curves, confusion matrix, and the images with the "+
			"highest loss")
	cmd.Flags().StringVar(&out, "out", "", "folder to write to; figures in the folder of results when left out")
	return cmd
}

// saveFigures draws figures into a folder, and says which are left out.
func saveFigures(out string, figures []*figure.Figure) (saved int, err error) {
	for _, f := range figures {
		err := f.SaveAll(out)
		if errors.Is(err, figure.ErrNoImages) {
			leftOut(err)
			continue
		}
		if err != nil {
			return saved, err
		}
		saved++
	}
	return saved, nil
}

// figures are the paper's figures with these numbers and those of the named runs.
func (s *source) figures(ctx context.Context, book *report.Book, images report.Sources, ids []int,
	runs []string) (figures []*figure.Figure, err error) {
	for _, id := range ids {
		f, err := book.Figure(id, images)
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	for _, folder := range runs {
		if folder == filepath.Base(folder) {
			folder = filepath.Join(s.results, "runs", folder)
		}
		r, err := run.Read(folder)
		if err != nil {
			return nil, err
		}
		name := r.Name()
		curves, err := figure.History(r, name)
		if err != nil {
			return nil, err
		}
		figures = append(figures, curves...)
		of, err := figure.Results(r, name, s.imagesOf(ctx, r))
		if errors.Is(err, run.ErrUnfinished) {
			fmt.Fprintln(os.Stderr, "left out: confusion matrix:", advise(err))
		} else if err != nil {
			return nil, err
		}
		figures = append(figures, of...)
	}
	return figures, nil
}

// imagesOf reads the images that a run was made on: the paper's, drawn ones or a user's own, which may have moved.
func (s *source) imagesOf(ctx context.Context, r *run.Run) func(file string) (image.Image, error) {
	data := r.Config.Data
	if s.data != "" && paper.Catalog("").Data[data] == nil {
		data = s.data
	}
	d, err := (&fit.Session{Catalog: paper.Catalog(s.data)}).Images(ctx, data)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s without images: %v\n", r.Name(), err)
		return nil
	}
	if r.Result != nil {
		warnChanged(r, d.Root)
	}
	return figure.OpenBelow(d.Root)
}

// numbers reads numbers that the paper has given to its figures or tables, from 1 to last.
func numbers(what string, args []string, last int) (ids []int, err error) {
	for _, a := range args {
		id, err := strconv.Atoi(a)
		if err != nil || id < 1 || id > last {
			return nil, usageError{fmt.Errorf("%s %q: the paper has %ss 1 to %d", what, a, what, last)}
		}
		ids = append(ids, id)
	}
	return ids, nil
}
