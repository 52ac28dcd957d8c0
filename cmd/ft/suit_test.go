//go:build cgo

package main

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
)

// TestSuit checks that the last block is trained where there are images enough, and never against what was said.
func TestSuit(t *testing.T) {
	few, many := folderOf(t, 310), folderOf(t, 320) // of each of two classes: 496 and 512 to train on
	for _, try := range []struct {
		data  string
		flags []string
		want  string
		fixed bool
	}{
		{few, nil, "head", false},
		{many, nil, "conv5_block3,head", true},
		{many, []string{"--trainable", "head"}, "head", false},
		{many, []string{"--freeze-batch-norm=false"}, "head", false},
		{many, []string{"--early-stopping", "0"}, "head", false},
		{many, []string{"--model", "vgg16"}, "head", false},
	} {
		var settings training
		cmd := &cobra.Command{}
		cmd.SetContext(t.Context())
		settingFlags(cmd.Flags(), &settings.config, &settings.seed)
		if err := cmd.ParseFlags(append(try.flags, "--data", try.data, "--image", "32")); err != nil {
			t.Fatal(err)
		}
		c, err := settings.resolve(cmd.Flags())
		if err != nil {
			t.Fatal(err)
		}
		s := &fit.Session{Catalog: paper.Catalog("")}
		err = suit(cmd, s, &c, nil)
		s.Close()
		if err != nil || c.Trainable != try.want || c.FreezeBatchNorm != try.fixed {
			t.Errorf("%s %q: trains %s, batch norms fixed %v, %v; want %s, %v", filepath.Base(try.data), try.flags, c.Trainable,
				c.FreezeBatchNorm, err, try.want, try.fixed)
		}
	}
}

// TestSuitGoesOn checks that what nothing is said of stays as it was in the run that is gone on with.
func TestSuitGoesOn(t *testing.T) {
	data := folderOf(t, 30)
	results := t.TempDir()
	settle := func(flags ...string) run.Config {
		t.Helper()
		settings := training{name: "a", results: results}
		settings.options.Resume = true
		cmd := &cobra.Command{}
		cmd.SetContext(t.Context())
		settingFlags(cmd.Flags(), &settings.config, &settings.seed)
		if err := cmd.ParseFlags(append(flags, "--data", data, "--image", "32")); err != nil {
			t.Fatal(err)
		}
		c, err := settings.resolve(cmd.Flags())
		if err != nil {
			t.Fatal(err)
		}
		s := &fit.Session{Catalog: paper.Catalog("")}
		defer s.Close()
		if err := suit(cmd, s, &c, settings.begun(c)); err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := settle("--epochs", "6")
	r := &run.Run{Dir: filepath.Join(results, "runs", "a"), Config: first}
	if err := errors.Join(os.MkdirAll(r.Dir, 0o755), r.Save()); err != nil {
		t.Fatal(err)
	}
	longer := settle("--epochs", "12")
	if longer.Epochs = 6; longer != first {
		t.Errorf("differs in %v", run.Differences(first, longer))
	}
	if same := settle(); same != first {
		t.Errorf("differs in %v", run.Differences(first, same))
	}
}

// folderOf has so many images of each of two classes, all different.
func folderOf(t *testing.T, images int) string {
	dir := t.TempDir()
	for i := range 2 * images {
		class := filepath.Join(dir, fmt.Sprint("class", i%2))
		if err := os.MkdirAll(class, 0o755); err != nil {
			t.Fatal(err)
		}
		m := image.NewRGBA(image.Rect(0, 0, 2, 1))
		m.Set(0, 0, color.RGBA{uint8(i), uint8(i >> 8), 0, 255})
		f, err := os.Create(filepath.Join(class, fmt.Sprint(i, ".png")))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, m); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
