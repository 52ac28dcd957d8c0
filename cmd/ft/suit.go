//go:build cgo

package main

import (
	"fmt"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/spf13/cobra"
)

// begun is the configuration of the run that is gone on with, or of the first one of several; nil where there is none.
func (t *training) begun(c run.Config) *run.Config {
	if !t.options.Resume || t.name == "" {
		return nil
	}
	dir := filepath.Join(t.results, "runs", t.name)
	for _, dir := range []string{dir, dir + "-fold1", fmt.Sprintf("%s-seed%d", dir, c.Seeds.Init)} {
		if r, err := run.Read(dir); err == nil { // else the training says what is wrong with it
			was := r.Config.WithDefaults()
			return &was
		}
	}
	return nil
}

// suit makes epochs, patience and trained layers, where nothing is said of them, those for so many images, or those of
// the run that is gone on with.
func suit(cmd *cobra.Command, s *fit.Session, c, begun *run.Config) error {
	d, err := s.ImagesAs(cmd.Context(), c.Data, c.Image)
	if err != nil {
		return err
	}
	setup, err := s.Resolve(*c, len(d.Classes))
	if err != nil {
		return err
	}
	parts, err := setup.Divide(d)
	if err != nil {
		return err
	}
	suited := c.ForCount(len(parts.Train))
	if begun != nil {
		suited = *begun
	}
	if !cmd.Flags().Changed("epochs") && c.EarlyStopping.Patience > 0 {
		c.Epochs = suited.Epochs
	}
	if !cmd.Flags().Changed("early-stopping") {
		c.EarlyStopping.Patience = suited.EarlyStopping.Patience
		if !cmd.Flags().Changed("early-stopping-start") {
			c.EarlyStopping.Start = min(suited.EarlyStopping.Start, c.Epochs-1)
		}
	}
	said := cmd.Flags().Changed("trainable") || cmd.Flags().Changed("freeze-batch-norm")
	if !said && c.EarlyStopping.Patience > 0 && suited.Trainable != c.Trainable {
		progress.Infof(s.Progress, "%d training images: training %s; the head alone takes a small part of the time "+
			"(--trainable head)", len(parts.Train), suited.Trainable)
		c.Trainable, c.FreezeBatchNorm = suited.Trainable, suited.FreezeBatchNorm
	}
	return nil
}
