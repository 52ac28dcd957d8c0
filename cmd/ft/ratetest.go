//go:build cgo

package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/spf13/cobra"
)

func rateCommand() *cobra.Command {
	var t training
	var r fit.RateRange
	var out string
	cmd := &cobra.Command{
		Use:   "lr-find --data DIR",
		Short: "Find a learning rate: train a few steps at rates that grow, and draw the loss",
		Long: `Find a learning rate by Smith's range test: a training as ft train would begin it, whose rate grows from step to step,
until the loss, smoothed, is four times its best. Suggested are the rate at which the loss falls fastest, and a tenth of
the one at which it is least. The steps go beside the figure, under its name with the end .csv. No run is recorded.`,
		Example: `  ft lr-find --data photos
  ft lr-find --data photos --trainable 'conv5_block3,head' --optimizer sgd --momentum 0.9 --out sgd.pdf
  ft lr-find --from results/runs/mine --trainable 'conv5_block3,head' --min-rate 1e-6 --max-rate 1`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := cmp.Or(figureFile(out), r.Check()); err != nil {
				return usageError{err}
			}
			s, c, err := t.open(cmd)
			if err != nil {
				return err
			}
			defer closeSession(s)
			test, err := s.FindRate(cmd.Context(), c, r)
			if err != nil {
				return err
			}
			return alone(cmd.Context(), out, false, func() error { return saveRates(cmd.OutOrStdout(), test, out) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&t.file, "config", "", configUsage)
	settingFlags(f, &t.config, &t.seed)
	usual := r.WithDefaults()
	f.Float64Var(&r.Min, "min-rate", usual.Min, "rate of the first step")
	f.Float64Var(&r.Max, "max-rate", usual.Max, "rate of the last step")
	intVar(f, &r.Steps, "steps", usual.Steps, "number of steps, over as many epochs as that takes")
	f.StringVar(&out, "out", "lr-find.svg", "figure to write: .svg, .pdf or .png")
	return cmd
}

// saveRates writes the figure and the steps, and says what is suggested.
func saveRates(w io.Writer, test *fit.RateTest, out string) error {
	var rates, losses, smoothed []float64
	for _, p := range test.Points {
		rates, losses, smoothed = append(rates, p.Rate), append(losses, p.Loss), append(smoothed, p.Smoothed)
	}
	marks := map[string]float64{"falls fastest": test.Steepest, "a tenth of the least": test.Tenth}
	points := withEnd(out, ".csv")
	if err := fetch.Save(points, test.WriteCSV); err != nil {
		return err
	}
	if err := figure.RateCurve("lr-find", "Training loss over a growing learning rate", rates, losses, smoothed,
		marks).Save(out); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s\n%s\n", printable.Line(out), printable.Line(points))
	if test.Steepest == 0 {
		fmt.Fprintln(w, "the loss does not fall at any of these rates: try others, or more steps")
		return nil
	}
	fmt.Fprintf(w, "the loss falls fastest at %.1e; a tenth of the rate at which it is least is %.1e; train with "+
		"--learning-rate %.1e\n",
		test.Steepest, test.Tenth, min(test.Steepest, test.Tenth))
	return nil
}
