//go:build cgo

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/spf13/cobra"
)

func evaluateCommand() *cobra.Command {
	var data, out string
	var asJSON, asCSV bool
	var temperature temperatureFlag
	cmd := &cobra.Command{
		Use:   "evaluate RUN",
		Short: "Evaluate the network of a finished run on other images, or on its test images again",
		Long: `Evaluate the network of a finished run: on a folder with a sub-folder for each class, found by its name,
or on the test images that the run has recorded. Intervals are Wilson's of 95 %; the other measures are
scikit-learn's.

--temperature fit finds the number that logits are to be divided by so that probabilities are right as often as they
say, and --temperature NUMBER applies one. Fit it on some images and evaluate on others.`,
		Example: `  ft evaluate results/runs/mine
  ft evaluate results/runs/mine --data photos-of-next-year --out evaluated
  ft evaluate results/runs/mine --temperature fit
  ft evaluate results/runs/mine --data photos-of-next-year --temperature 1.7 --json`,
		Args: oneRun,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON && asCSV {
				return usageError{errors.New("choose --json or --csv")}
			}
			if err := outFolder(out); err != nil {
				return usageError{err}
			}
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer closeSession(s)
			a, err := evaluate.Run(cmd.Context(), s, args[0], data)
			if err != nil {
				return adviseRun(args[0], err)
			}
			if err := temperature.apply(a); err != nil {
				return err
			}
			if out != "" {
				if err := alone(cmd.Context(), out, true, func() error { return a.Save(out) }); err != nil {
					return err
				}
			}
			return printAnswers(cmd.OutOrStdout(), a, asJSON, asCSV)
		},
	}
	f := cmd.Flags()
	f.StringVar(&data, "data", "",
		"folder with a sub-folder of images for each class; the run's own test images when left out")
	f.StringVar(&out, "out", "", "folder for metrics.json, tables of classes and predictions, and figures")
	f.Var(&temperature, "temperature", "fit, or the temperature to apply")
	f.BoolVar(&asJSON, "json", false, "print metrics.json")
	f.BoolVar(&asCSV, "csv", false, "print CSV")
	return cmd
}

func printAnswers(w io.Writer, a *evaluate.Answers, asJSON, asCSV bool) error {
	r, err := a.Record()
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(w, r)
	}
	t := evaluate.SummaryTable(r.Summary)
	if asCSV {
		warnOf(a)
		return t.Write(w, table.CSV)
	}
	t.Notes = a.Notes()
	return t.Write(w, table.Text)
}

// warnOf warns of what is to be known about the images, where no table says it.
func warnOf(a *evaluate.Answers) {
	for _, note := range a.Notes()[1:] { // the first counts them
		progress.Warnf(progressLog(), "%s", note)
	}
}

// warnChanged warns of the images of a run that are no longer what they were, where nothing else looks at them.
func warnChanged(r *run.Run, root string) {
	changed, err := evaluate.Changed(r, root)
	if err != nil {
		progress.Warnf(progressLog(), "%v", err)
	} else if len(changed) > 0 {
		progress.Warnf(progressLog(), "%s: %s", r.Name(), evaluate.ChangedNote(changed))
	}
}

// temperatureFlag is the flag --temperature: nothing, fit or a number.
type temperatureFlag struct {
	fit   bool
	value float64
}

func (f *temperatureFlag) String() string { return "" }

func (f *temperatureFlag) Type() string { return "temperature" }

func (f *temperatureFlag) Set(text string) error {
	if f.fit = text == "fit"; f.fit {
		return nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= metrics.MinTemperature && v <= metrics.MaxTemperature) {
		return errors.New("no temperature")
	}
	f.value = v
	return nil
}

// apply brings answers to the temperature, and says which it is where it was fitted.
func (f *temperatureFlag) apply(a *evaluate.Answers) (err error) {
	t := f.value
	if f.fit {
		if t, err = a.Fit(); err != nil {
			return err
		}
		if t == metrics.MinTemperature || t == metrics.MaxTemperature {
			progress.Warnf(progressLog(), "these images do not determine a temperature: probabilities are left as they are")
			return nil
		}
		progress.Infof(progressLog(), "temperature %.4g fits these images best", t)
	}
	if t != 0 {
		return a.Rescale(t)
	}
	return nil
}

// oneRun asks for one run folder.
func oneRun(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("%s takes the folder of one run; %s --help has examples", c.CommandPath(),
			c.CommandPath())}
	}
	return nil
}

// outFolder refuses a file or a run where --out names a folder to write to.
func outFolder(path string) error {
	if path == "" {
		return nil
	}
	for at := path; ; at = filepath.Dir(at) { // the first one that is there
		info, err := os.Stat(at)
		if err == nil && !info.IsDir() {
			return fmt.Errorf("--out %s: %s is a file: name a folder", path, at)
		}
		if err == nil || at == filepath.Dir(at) {
			return spareRun(path, true)
		}
	}
}

// adviseRun says how to train a run whose network is not there.
func adviseRun(dir string, err error) error {
	if errors.Is(err, predict.ErrUnfinished) || errors.Is(err, predict.ErrNoModel) {
		return fmt.Errorf("%w: %s", err, trainAgain(dir, errors.Is(err, predict.ErrUnfinished)))
	}
	return err
}
