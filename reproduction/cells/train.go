package cells

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/report"
)

// Row trains one row of the paper live, with a bar that moves in place, and shows it beside the paper's numbers and as
// curves. The recorded results stay as they are. Of a cross-validation it trains the first fold.
func Row(table, trainable, epochs int, seed uint32) *run.Run {
	row := nb.Must(paper.Find(table, trainable))
	c := row.Configs(seed, false)[0]
	c.Epochs = epochs
	r := Train(c)
	Show(report.SideBySide(report.Pair{Row: row, Runs: []*run.Run{r}}))
	nb.SVG(nb.Must(figure.Curves(r).Panels(fmt.Sprint(trainable)).Accuracy().Wide().SVG()))
	return r
}

// Train runs any configuration live, in a temporary folder.
func Train(c run.Config) *run.Run { return nb.Must(train(c)) }

// train has an error in place of ending the cell, which would leave the folder behind.
func train(c run.Config) (*run.Run, error) {
	ctx, stop := nb.Context()
	defer stop()
	b, err := backend.Open(ctx, backend.Options{})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	dir, err := os.MkdirTemp("", "ft-notebook-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	bar := nb.NewProgress(fmt.Sprintf("%s, %s trained", paper.ModelName(c.Model), c.Trainable), c.Epochs, "epochs")
	s := fit.Session{Catalog: paper.Catalog(""), Backend: b}
	defer s.Close()
	r, err := s.Run(ctx, c, fit.Options{Dir: filepath.Join(dir, paper.RunName(c)), Epoch: func(e run.Epoch) {
		bar.Set(e.Epoch, fmt.Sprintf("loss %.3f, test accuracy %.1f %%", e.Loss, 100*e.ValAccuracy))
	}})
	if errors.Is(err, fit.ErrStopped) { // what it says of going on is not true of a temporary folder
		return nil, fmt.Errorf("the cell was interrupted, and what it had trained is gone")
	}
	if err != nil {
		return nil, err
	}
	last := r.History[len(r.History)-1]
	bar.Done(fmt.Sprintf("test accuracy %.2f %% after %d epochs", 100*last.ValAccuracy, c.Epochs))
	return r, nil
}
