//go:build cgo

package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/fit"
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
		err = suit(cmd, s, &c)
		s.Close()
		if err != nil || c.Trainable != try.want || c.FreezeBatchNorm != try.fixed {
			t.Errorf("%s %q: trains %s, batch norms fixed %v, %v; want %s, %v", filepath.Base(try.data), try.flags, c.Trainable,
				c.FreezeBatchNorm, err, try.want, try.fixed)
		}
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
