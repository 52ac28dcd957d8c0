//go:build cgo

package main

import (
	"errors"
	"fmt"

	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/spf13/cobra"
)

func errorsCommand() *cobra.Command {
	var data, out string
	var most int
	cmd := &cobra.Command{
		Use:   "errors RUN…",
		Short: "Find the images that deserve a second look: worst losses, wrong classes, near-duplicates",
		Long: `Find the images that deserve a second look.

Highest losses: images for whose class the network gives the lowest probability.

Probably of another class, by confident learning (Northcutt, Jiang and Chuang 2021): a class's threshold is the mean
probability of it over the images that are said to be of it; an image is probably of the most likely of the classes
whose thresholds it reaches. Give all folds of a cross-validation, and every image is evaluated by a network that has
not seen it; of several seeds the mean counts.

Nearly the same: thumbnails of 12 by 12 pixels that correlate by 0.985 or more, those of two classes first. All images
of the run are compared, not the test images alone.`,
		Example: `  ft errors results/runs/mine
  ft errors results/runs/mine-fold*of5 --out doubts
  ft errors results/runs/mine --data photos-of-next-year --out doubts`,
		Args: func(c *cobra.Command, args []string) error {
			if data != "" && len(args) > 1 {
				return usageError{errors.New("--data goes with one run")}
			}
			if most < 1 {
				return usageError{fmt.Errorf("--count %d: give 1 or more", most)}
			}
			return someArgs("the folder of a run")(c, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := outFolder(out); err != nil {
				return usageError{err}
			}
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer closeSession(s)
			a, err := evaluateAll(cmd, s, args, data)
			if err != nil {
				return err
			}
			d, err := a.Doubts(cmd.Context())
			if err != nil {
				return err
			}
			if out != "" {
				if err := alone(cmd.Context(), out, true, func() error { return d.Save(out) }); err != nil {
					return err
				}
			}
			w := cmd.OutOrStdout()
			for i, t := range d.Tables(most) {
				if i > 0 {
					fmt.Fprintln(w)
				}
				if len(t.Rows) == 0 {
					fmt.Fprintln(w, t.Caption)
					continue
				}
				if err := t.Write(w, table.Text); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&data, "data", "",
		"folder with a sub-folder of images for each class; the runs' own test images when left out")
	f.StringVar(&out, "out", "", "folder for worst.csv, labels.csv, duplicates.csv and galleries of the first of each")
	intVar(f, &most, "count", 20, "rows of each table that are printed; the files have all")
	return cmd
}

// evaluateAll evaluates runs on their images, or one on another folder, and puts the answers together.
func evaluateAll(cmd *cobra.Command, s *fit.Session, dirs []string, data string) (*evaluate.Answers, error) {
	var all []*evaluate.Answers
	for _, dir := range dirs {
		a, err := evaluate.Run(cmd.Context(), s, dir, data)
		if err != nil {
			return nil, adviseRun(dir, err)
		}
		all = append(all, a)
	}
	a, err := evaluate.Pool(all...)
	if err == nil {
		warnOf(a)
	}
	return a, err
}
