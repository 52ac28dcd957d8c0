package fit

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
)

// Member is one run of a series.
type Member struct {
	Config run.Config
	Dir    string
	Phases []Phase // nil for a run as it is configured
}

// Files of a series. They are called otherwise than those of a run.
const (
	summaryFile   = "summary.csv"     // scores, a run a line, then their mean and their standard deviation
	outOfFoldFile = "out_of_fold.csv" // what each image is taken for by the run that has not seen it
)

// Folds are the configurations of all folds of a split.
func Folds(c run.Config) (all []run.Config) {
	for fold := range c.Split.WithDefaults().Folds {
		c.Split.Fold = fold + 1
		all = append(all, c)
	}
	return all
}

// Seeds are so many configurations with seeds of their own, from the configuration's on.
func Seeds(c run.Config, n int) (all []run.Config) {
	first := c.Seeds.Init
	for i := range n {
		all = append(all, c.WithSeed(first+uint32(i)))
	}
	return all
}

// RunAll trains one run after the other; o is for all of them, but for its folder. With Options.Resume those that are
// finished are returned as they are.
func (s *Session) RunAll(ctx context.Context, members []Member, o Options) (runs []*run.Run, err error) {
	for i, m := range members {
		progress.Infof(s.Progress, "run %d of %d: %s", i+1, len(members), filepath.Base(m.Dir))
		o.Dir = m.Dir
		r, err := s.RunPhases(ctx, m.Config, m.Phases, o)
		if err != nil {
			return runs, err
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// SaveSeries writes what finished runs say together into a folder: summary.csv and, where they are all folds of a
// split, out_of_fold.csv.
func SaveSeries(dir string, runs []*run.Run) error {
	var summary, predictions bytes.Buffer
	if err := run.WriteSummary(&summary, runs); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	whole := true
	for i, r := range runs {
		whole = whole && r.Config.Split.Folds == len(runs) && r.Config.Split.Fold == i+1
	}
	if whole {
		if err := joinPredictions(&predictions, runs); err != nil {
			return err
		}
		if err := fetch.WriteBytes(filepath.Join(dir, outOfFoldFile), predictions.Bytes()); err != nil {
			return err
		}
	}
	return fetch.WriteBytes(filepath.Join(dir, summaryFile), summary.Bytes())
}

// joinPredictions writes the predictions of runs one below the other.
func joinPredictions(w io.Writer, runs []*run.Run) error {
	out := csv.NewWriter(w)
	var head []string
	for _, r := range runs {
		path := filepath.Join(r.Dir, PredictionsFile)
		text, err := r.ReadFile(PredictionsFile)
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w: train the run again", err)
		}
		if err != nil {
			return err
		}
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil || len(rows) == 0 || head != nil && !slices.Equal(head, rows[0]) {
			return fmt.Errorf("%s does not fit to the other runs' predictions: train the run again", path)
		}
		if head == nil {
			head = rows[0]
			out.Write(head)
		}
		for _, row := range rows[1:] {
			out.Write(row)
		}
	}
	out.Flush()
	return out.Error()
}
