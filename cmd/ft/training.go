//go:build cgo

package main

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/images"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// training is what ft train was asked for.
type training struct {
	config        run.Config
	file          string // of settings
	name, results string
	seed          uint32
	seeds         int
	phases        string // of the flag
	plan          []fit.Phase
	options       fit.Options
}

// resolve is the configuration that flags and file give; its errors are of wrong usage.
func (t *training) resolve(flags *pflag.FlagSet) (c run.Config, err error) {
	if t.plan, err = configure(flags, t.file, &t.config); err != nil {
		return c, err
	}
	if flags.Changed("phases") {
		if t.plan, err = fit.ParsePhases(t.phases); err != nil {
			return c, err
		}
	}
	if e := &t.config.EarlyStopping; flags.Changed("early-stopping") && e.Patience == 0 {
		forget(flags, "early-stopping-monitor", &e.Monitor)
		forget(flags, "early-stopping-min-delta", &e.MinDelta)
		forget(flags, "early-stopping-start", &e.Start)
	}
	if flags.Changed("seed") {
		t.config = t.config.WithSeed(t.seed)
	}
	c = t.config
	if err := cmp.Or(checkTrainFlags(flags, c.Split.WithDefaults().Kind), checkName(t.name, t.options),
		t.checkSeries(flags.Changed("seeds"), allFolds(flags))); err != nil {
		return c, err
	}
	if c.Data == "" {
		return c, errors.New("--data DIR names the images: a folder with one sub-folder a class")
	}
	c.Data = dataOf(c.Data)
	setup, err := paper.Catalog("").Resolve(c, 2) // with any number of classes
	if err != nil {
		return c, err
	}
	return setup.Config, paper.Catalog("").CheckPhases(setup.Config, t.plan)
}

// forget sets a setting of a file or of another run to none, unless a flag gives it.
func forget[T any](flags *pflag.FlagSet, name string, setting *T) {
	if !flags.Changed(name) {
		*setting = *new(T)
	}
}

// allFolds says whether all folds are asked for.
func allFolds(flags *pflag.FlagSet) bool { return flags.Changed("folds") && !flags.Changed("fold") }

// open opens a session, which is to be closed, and has the configuration as the images' folders and number have it.
func (t *training) open(cmd *cobra.Command) (s *fit.Session, c run.Config, err error) {
	c, err = t.resolve(cmd.Flags())
	switch {
	case errors.Is(err, run.ErrDamaged), errors.Is(err, weights.ErrDamaged): // the run to start from
		return nil, c, err
	case err != nil:
		return nil, c, usageError{err}
	}
	if s, err = session(cmd.Context(), ""); err != nil {
		return nil, c, err
	}
	if t.file == "" && c.From == "" {
		err = t.takeFolders(cmd, s, &c)
		if err == nil && t.plan == nil && isOwn(c.Data) {
			err = suit(cmd, s, &c, t.begun(c))
		}
		if err != nil {
			closeSession(s)
			return nil, c, err
		}
	}
	return s, c, nil
}

func (t *training) run(cmd *cobra.Command) error {
	s, c, err := t.open(cmd)
	if err != nil {
		return err
	}
	defer closeSession(s)
	switch {
	case allFolds(cmd.Flags()):
		err = t.several(cmd, s, fit.Folds(c))
	case t.seeds > 0:
		err = t.several(cmd, s, fit.Seeds(c, t.seeds))
	default:
		err = t.one(cmd, s, c)
	}
	if errors.Is(err, images.ErrAbsent) {
		return fmt.Errorf("%w, or train on images of your own with --data DIR, or on drawn ones with --data demo", err)
	}
	if errors.Is(err, fit.ErrStopped) {
		return fmt.Errorf("%w; go on with --resume", err)
	}
	return err
}

// checkSeries refuses several runs that could not be told apart.
func (t *training) checkSeries(seeds, allFolds bool) error {
	switch {
	case seeds && (t.seeds < 1 || t.seeds > 1000):
		return fmt.Errorf("--seeds %d: give the number of runs, from 1 to 1000", t.seeds)
	case seeds && uint64(t.config.Seeds.Init)+uint64(t.seeds) > math.MaxUint32+1:
		return fmt.Errorf("--seeds %d from %d on: the largest "+
			"seed is %d", t.seeds, t.config.Seeds.Init, uint32(math.MaxUint32))
	case seeds && allFolds:
		return errors.New("--seeds trains one split several times, --folds without --fold all folds: choose one of them")
	}
	return nil
}

// takeFolders splits as the images' folders do, where nothing is said of it. Where these give no validation images, a
// share of the training images is taken.
func (t *training) takeFolders(cmd *cobra.Command, s *fit.Session, c *run.Config) error {
	said := false
	for _, flag := range []string{"split", "test-size", "folds", "fold"} {
		said = said || cmd.Flags().Changed(flag)
	}
	if said && c.Split.Kind != "folders" {
		return nil
	}
	d, err := s.ImagesAs(cmd.Context(), c.Data, c.Image)
	if err != nil || d.Parts == nil {
		return err
	}
	if !said {
		progress.Infof(s.Progress, "%s: training and testing on the parts that its folders give (--split folders)", d.Name)
		c.Split = run.Split{Kind: "folders", Validation: t.config.Split.Validation, Groups: c.Split.Groups}
	}
	both := slices.Contains(d.Parts, dataset.Validation) && slices.Contains(d.Parts, dataset.Test)
	if !both && c.EarlyStopping.Patience > 0 && c.Split.Validation == 0 {
		c.Split.Validation = 0.1
		progress.Infof(s.Progress, "%s: has no folders of both validation and test images: a tenth of the training images "+
			"is validated on (--validation 0.1)", d.Name)
	}
	return nil
}

// one trains a run and says what came of it.
func (t *training) one(cmd *cobra.Command, s *fit.Session, c run.Config) error {
	dir, err := t.dir(c)
	if err != nil {
		return err
	}
	if t.options.Resume && t.name == "" && t.plan == nil {
		dir = shorter(dir, c)
	}
	t.options.Dir = dir
	r, err := s.RunPhases(cmd.Context(), c, t.plan, t.options)
	if err != nil {
		return err
	}
	fmt.Fprintln(cmd.OutOrStdout(), verdict(r))
	return nil
}

// dir is the folder of a run.
func (t *training) dir(c run.Config) (string, error) {
	name, err := t.name, error(nil)
	if name == "" {
		if name, err = runName(c); t.plan != nil {
			name += fmt.Sprintf("-p%x", sha256.Sum256(fmt.Append(nil, t.plan)))[:8]
		}
	}
	return filepath.Join(t.results, "runs", name), err
}

// shorter is the folder of a run that differs in nothing but that it has fewer epochs, where there is no folder dir:
// the longest such.
func shorter(dir string, c run.Config) string {
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	runs, _, err := run.List(filepath.Dir(dir))
	if err != nil {
		return dir
	}
	most := 0
	for _, r := range runs {
		was := r.Config.WithDefaults()
		epochs := was.Epochs
		if was.Epochs, was.KeepState = c.Epochs, c.KeepState; was == c && epochs < c.Epochs && epochs > most {
			dir, most = r.Dir, epochs
		}
	}
	return dir
}

// verdict is what came of a run, in a line.
func verdict(r *run.Run) string {
	s := r.Result.Test
	share := metrics.ShareOf(s.Correct, s.Total)
	best := ""
	if r.Result.BestEpoch > 0 {
		best = fmt.Sprintf(", epoch %d of %d", r.Result.BestEpoch, r.Result.Epochs)
	}
	return fmt.Sprintf("%s: %d of %d test images right (%.2f %%, 95 %% interval %.1f to %.1f %%), loss %.4f%s, %.1f s",
		printable.Line(r.Dir), s.Correct, s.Total, 100*s.Accuracy, 100*share.Low, 100*share.High, s.Loss, best,
		r.Result.Seconds.Total)
}

// several trains runs that differ in their fold or their seed, and says what came of them together.
func (t *training) several(cmd *cobra.Command, s *fit.Session, configs []run.Config) error {
	var members []fit.Member
	for _, c := range configs {
		dir, err := t.dir(c)
		if err != nil {
			return err
		}
		if t.name != "" {
			what := fmt.Sprintf("-seed%d", c.Seeds.Init)
			if len(configs) > 1 && configs[0].Split.Fold != configs[1].Split.Fold {
				what = fmt.Sprintf("-fold%d", c.Split.Fold)
			}
			dir += what
		}
		members = append(members, fit.Member{Config: c, Dir: dir, Phases: t.plan})
	}
	runs, err := s.RunAll(cmd.Context(), members, t.options)
	for _, r := range runs {
		fmt.Fprintln(cmd.OutOrStdout(), verdict(r))
	}
	if err != nil {
		return err
	}
	name := cmp.Or(t.name, fmt.Sprintf("%s-and-%d-more", filepath.Base(members[0].Dir), len(members)-1))
	dir := filepath.Join(t.results, "series", name)
	if err := fit.SaveSeries(dir, runs); err != nil {
		return err
	}
	mean, deviation := run.Spread(run.Accuracies(runs))
	fmt.Fprintf(cmd.OutOrStdout(), "%s: test accuracy %.2f ± %.2f %%, mean and standard deviation of %d runs\n",
		printable.Line(dir), 100*mean, 100*deviation, len(runs))
	return nil
}
