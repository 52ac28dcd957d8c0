//go:build cgo

package main

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/spf13/cobra"
)

func embedCommand() *cobra.Command {
	var data, out string
	cmd := &cobra.Command{
		Use:   "embed RUN --out FILE",
		Short: "Draw a map of images: those that the network sees as similar lie close together",
		Long: `Draw a map of images coloured by class: the first two principal components of what the output layer of the network
gets of them. The points go beside the figure, under its name with the end .csv.`,
		Example: `  ft embed results/runs/mine --out map.pdf
  ft embed results/runs/mine --data photos-of-next-year --out map.svg`,
		Args: oneRun,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := figureFile(out); err != nil {
				return usageError{err}
			}
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer closeSession(s)
			m, err := evaluate.Embed(cmd.Context(), s, args[0], data)
			if err != nil {
				return adviseRun(args[0], err)
			}
			warnOf(m.Of)
			points := withEnd(out, ".csv")
			err = alone(cmd.Context(), out, false, func() error {
				if err := m.Table().Save(points); err != nil {
					return err
				}
				return m.Figure().Save(out)
			})
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s\n", printable.Line(out), printable.Line(points))
			return nil
		},
	}
	cmd.Flags().StringVar(&data, "data", "",
		"folder with a sub-folder of images for each class; the run's own test images when left out")
	cmd.Flags().StringVar(&out, "out", "", "figure to write: .svg, .pdf or .png")
	return cmd
}
