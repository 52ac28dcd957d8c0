//go:build cgo

package main

import (
	"errors"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/spf13/cobra"
)

func compareCommand() *cobra.Command {
	var format tableFormat
	var isPaired bool
	var with []string
	cmd := &cobra.Command{
		Use:   "compare RUN RUN…",
		Short: "Show the settings in which runs differ, and their results side by side",
		Example: `  ft compare results/runs/resnet50-n6-holdout-seed1 results/runs/resnet50-n6-holdout-seed2
  ft compare --paired results/runs/A results/runs/B
  ft compare --paired results/runs/resnet50-n6-fold*of5-seed1 --with 'results/runs/resnet50-n16-fold*of5-seed1'`,
		Args: func(c *cobra.Command, args []string) error {
			if isPaired && len(with) > 0 && len(args) > 0 {
				return nil
			}
			if isPaired && len(args) != 2 {
				return usageError{errors.New("--paired sets one run beside another, or several beside those of --with")}
			}
			if len(with) > 0 && !isPaired {
				return usageError{errors.New("--with goes with --paired")}
			}
			if len(args) == 1 {
				args = nil
			}
			return someArgs("two or more run folders")(c, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if isPaired {
				if len(with) == 0 {
					args, with = args[:1], args[1:]
				}
				return comparePaired(cmd, args, with, format.Format)
			}
			var runs []*run.Run
			for _, dir := range args {
				r, err := run.Read(dir)
				if err != nil {
					return err
				}
				runs = append(runs, r)
			}
			t, err := run.Compare(runs...)
			if err != nil {
				return err
			}
			return t.Write(cmd.OutOrStdout(), format.Format)
		},
	}
	cmd.Flags().BoolVar(&isPaired, "paired", false, "decide by what both made of the same images which is more accurate")
	cmd.Flags().StringArrayVar(&with, "with", nil,
		"--paired: a run, or a pattern of runs, of the second training; may be repeated")
	format.flag(cmd)
	return cmd
}
