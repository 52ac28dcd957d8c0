//go:build cgo

package main

import (
	"errors"
	"fmt"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// advices are what a user can do about errors of the library, which knows of no flags.
var advices = []struct {
	about  error
	advice string
}{
	{fit.ErrExists, "--resume goes on with it, --force replaces it"},
	{fit.ErrOther, "give the settings, images and weights that it was made with, another --name, or --force"},
	{fit.ErrDamaged, "start the run anew with --force"},
	{fit.ErrNoState, "train it anew for more epochs with --force; --keep-state keeps the state"},
	{fit.ErrNoValidation, "leave some with --split 80/10/10, or with --validation 0.1"},
	{fit.ErrForeign, "move it away first, or give another --name"},
	{run.ErrChanged, "another command trains it; try again when it is done"},
	{run.ErrUnfinished, "the command that began it goes on with it with --resume"},
	{fit.ErrFrom, "leave model, weights, image and data as that run has them, or name another run with --from"},
	{figure.ErrNoImages, "name their folder with --data"},
	{backend.ErrNoCUDA, "or use --device cpu"},
	{backend.ErrMemory, "train fewer layers, take smaller batches or images, or --device cpu on a machine with " +
		"more memory"},
	{dataset.ErrUnreadable, "or leave out --strict"},
	{weights.ErrNoSource, "connect to the internet, or name a file of them with --weights FILE"},
	{evaluate.ErrMoved, "name their folder, or another one, with --data"},
	{predict.ErrUndescribed, "use --run with the folder that it was made in"},
}

// advise says what to do about an error, where that is not in it.
func advise(err error) error {
	for _, a := range advices {
		if errors.Is(err, a.about) {
			return fmt.Errorf("%w: %s", err, a.advice)
		}
	}
	return err
}
