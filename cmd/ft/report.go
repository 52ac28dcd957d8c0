package main

import (
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/cells"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/report"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/spf13/cobra"
)

// source are the results that a report is made of.
type source struct{ results, data string }

func (s *source) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.results, "results", "results", "folder of results")
	cmd.Flags().StringVar(&s.data, "data", "", "folder of the paper's images, for the figures that show some")
}

// read reads the runs. A folder that was named must be there: a slip of the pen would show that nothing was run.
func (s *source) read(cmd *cobra.Command) (*report.Book, error) {
	if cmd.Flags().Changed("results") {
		if info, err := os.Stat(s.results); err != nil || !info.IsDir() {
			return nil, usageError{fmt.Errorf("--results %s: there is no such folder", s.results)}
		}
	}
	return report.Read(filepath.Join(s.results, "runs"))
}

// open reads the runs, and the images where they are at hand.
func (s *source) open(cmd *cobra.Command) (*report.Book, report.Sources, error) {
	book, err := s.read(cmd)
	if err != nil {
		return nil, report.Sources{}, err
	}
	images, err := cells.Images(cmd.Context(), s.data)
	if err != nil {
		fmt.Fprintf(os.Stderr, "figures without images: %v\n", err)
	}
	return book, images, nil
}

func reportCommand() *cobra.Command {
	var s source
	cmd := &cobra.Command{
		Use:     "report",
		Short:   "Write the whole reproduction: tables, figures, results/README.md and report.html",
		Example: "  ft report",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			book, images, err := s.open(cmd)
			if err != nil {
				return err
			}
			left, err := book.Write(s.results, images)
			if err != nil {
				return err
			}
			for _, l := range left {
				fmt.Fprintln(os.Stderr, "left out:", l)
			}
			if err := updateReadme(s.results); err != nil {
				return err
			}
			fmt.Println(filepath.Join(s.results, "README.md"))
			tool, err := report.PDF(cmd.Context(), s.results)
			if err != nil {
				fmt.Fprintf(os.Stderr, "no PDF: %v\n", err)
			} else {
				fmt.Println("PDF made with", tool)
			}
			return nil
		},
	}
	s.flags(cmd)
	return cmd
}

func figureCommand() *cobra.Command {
	var s source
	var all bool
	var runs []string
	var out string
	cmd := &cobra.Command{
		Use:     "figure 1..13",
		Short:   "Draw figures of the paper from our own results: SVG, PDF and PNG",
		Example: "  ft figure 6 7\n  ft figure --all --out figures\n  ft figure --run resnet50-n6-holdout-seed3 --out figures",
		RunE: func(cmd *cobra.Command, args []string) error {
			if all == (len(args)+len(runs) > 0) {
				return usageError{fmt.Errorf("name figures from 1 to 13, or --run and a run, or --all")}
			}
			book, images, err := s.open(cmd)
			if err != nil {
				return err
			}
			var figures []*report.Figure
			if all {
				var left []string
				if figures, left, err = book.Figures(images); err != nil {
					return err
				}
				for _, l := range left {
					fmt.Fprintln(os.Stderr, "left out:", l)
				}
			}
			for _, a := range args {
				id, err := strconv.Atoi(a)
				if err != nil || id < 1 || id > 13 {
					return usageError{fmt.Errorf("figure %q: the paper has figures 1 to 13", a)}
				}
				f, err := book.Figure(id, images)
				if err != nil {
					return err
				}
				figures = append(figures, f)
			}
			for _, name := range runs {
				r, err := run.Read(filepath.Join(s.results, "runs", name))
				if err != nil {
					return err
				}
				of, err := report.RunFigures(r, r.Name(), imagesOf(cmd.Context(), r, images))
				if err != nil {
					return err
				}
				for _, f := range of {
					if f.Drawable() {
						figures = append(figures, f)
					} else {
						fmt.Fprintf(os.Stderr, "left out: %s: the images of %s are not at hand\n", f.Name, r.Config.Data)
					}
				}
			}
			for _, f := range figures {
				if err := f.SaveAll(out); err != nil {
					return err
				}
			}
			fmt.Printf("%d figures in %s\n", len(figures), out)
			return nil
		},
	}
	s.flags(cmd)
	cmd.Flags().BoolVar(&all, "all", false, "every figure, those of our own included")
	cmd.Flags().StringSliceVar(&runs, "run", nil, "names of finished runs: their confusion matrices and the images with the highest loss")
	cmd.Flags().StringVar(&out, "out", filepath.Join("results", "figures"), "folder to write to")
	return cmd
}

// imagesOf are the images that a run was tested on: the paper's, or those of the folder that it names.
func imagesOf(ctx context.Context, r *run.Run, paper report.Sources) report.Sources {
	root := r.Config.Data
	switch root {
	case "paper":
		return paper
	case "demo":
		d, err := dataset.Demo(ctx, nil)
		if err != nil {
			return report.Sources{}
		}
		root = d.Root
	}
	if _, err := os.Stat(root); err != nil { // the name is relative to where it was trained
		return report.Sources{}
	}
	return report.Sources{Open: func(file string) (image.Image, error) {
		const side = 224
		rgb, err := dataset.LoadImage(filepath.Join(root, filepath.FromSlash(file)), side, "bilinear")
		if err != nil {
			return nil, err
		}
		img := image.NewRGBA(image.Rect(0, 0, side, side))
		for i := range side * side {
			copy(img.Pix[4*i:], rgb[3*i:3*i+3])
			img.Pix[4*i+3] = 255
		}
		return img, nil
	}}
}

func tableCommand() *cobra.Command {
	var s source
	var format string
	cmd := &cobra.Command{
		Use:     "table 1..9",
		Short:   "Print a table of the paper beside our results",
		Example: "  ft table 5\n  ft table 7 --format tex",
		Args:    someArgs("the number of a table, 1 to 9"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkFormat(format); err != nil {
				return err
			}
			book, err := s.read(cmd)
			if err != nil {
				return err
			}
			for _, a := range args {
				id, err := strconv.Atoi(strings.TrimSpace(a))
				if err != nil || id < 1 || id > 9 {
					return usageError{fmt.Errorf("table %q: the paper has tables 1 to 9", a)}
				}
				t, err := book.Table(id)
				if err != nil {
					return err
				}
				if err := t.Write(os.Stdout, report.Format(format)); err != nil {
					return err
				}
			}
			return nil
		},
	}
	s.flags(cmd)
	formatFlag(cmd, &format)
	return cmd
}

func formatFlag(cmd *cobra.Command, format *string) {
	cmd.Flags().StringVar(format, "format", string(report.Text), "txt, md, csv, html or tex")
}

// checkFormat refuses an unknown format before anything is read.
func checkFormat(format string) error {
	if err := (report.Table{}).Write(io.Discard, report.Format(format)); err != nil {
		return usageError{fmt.Errorf("--format %s: choose txt, md, csv, html or tex", format)}
	}
	return nil
}
