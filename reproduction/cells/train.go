package cells

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/janpfeifer/must"
)

// Train trains configurations live, with a bar for each that moves in place, and returns their runs. Each is kept with
// its weights in a folder below folder that is named after its settings: `ft predict --run` takes it, and the same
// configuration again is read from there, so that every cell can ask for a run by its settings. One that was
// interrupted goes on.
func Train(folder string, configs ...run.Config) []*run.Run {
	return must.M1(train(folder, configs))
}

// train has an error in place of ending the cell, which would leave what it holds open.
func train(folder string, configs []run.Config) (runs []*run.Run, err error) {
	ctx, stop := nb.Context()
	defer stop()
	var s *fit.Session
	for _, c := range configs {
		dir := filepath.Join(folder, paper.RunName(c))
		if r, err := run.Read(dir); err == nil && r.Result != nil && r.Config.WithDefaults() == c.WithDefaults() {
			runs = append(runs, r)
			continue
		}
		if s == nil {
			b, err := backend.Open(ctx, backend.Options{})
			if err != nil {
				return nil, err
			}
			defer b.Close()
			s = &fit.Session{Catalog: paper.Catalog(""), Backend: b}
			defer s.Close()
		}
		bar := nb.NewProgress(title(c), c.Epochs, "epochs")
		r, err := s.Run(ctx, c, fit.Options{Dir: dir, Resume: true, Epoch: func(e run.Epoch) {
			on := "test" // where the split leaves no images to validate on
			if c.Split.Validates() {
				on = "validation"
			}
			bar.Set(e.Epoch, fmt.Sprintf("loss %.3f, %s loss %.3f, %s accuracy %.1f %%", e.Loss, on, e.ValLoss,
				on, 100*e.ValAccuracy))
		}})
		if errors.Is(err, fit.ErrStopped) {
			return nil, fmt.Errorf("%w: run the cell again to go on", err)
		}
		if err != nil {
			return nil, err
		}
		bar.Done(fmt.Sprintf("test accuracy %.2f %% after %d epochs", 100*r.Result.Test.Accuracy, r.Result.Epochs))
		runs = append(runs, r)
	}
	return runs, nil
}

// title is what a training is called in a line.
func title(c run.Config) string {
	t := fmt.Sprintf("%s, N = %s", paper.ModelName(c.Model), c.Trainable)
	if c.Split.Fold > 0 {
		t += fmt.Sprintf(", fold %d of %d", c.Split.Fold, c.Split.Folds)
	}
	return t
}
