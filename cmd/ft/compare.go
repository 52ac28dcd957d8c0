package main

import (
	"os"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/spf13/cobra"
)

func compareCommand() *cobra.Command {
	var format tableFormat
	cmd := &cobra.Command{
		Use:     "compare RUN RUN…",
		Short:   "Show the settings in which runs differ, and their results side by side",
		Example: "  ft compare results/runs/resnet50-n6-holdout-seed1 results/runs/resnet50-n6-holdout-seed2",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				args = nil
			}
			return someArgs("two or more run folders")(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
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
			return t.Write(os.Stdout, format.Format)
		},
	}
	format.flag(cmd)
	return cmd
}
