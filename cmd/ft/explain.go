//go:build cgo

package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/explain"
	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/spf13/cobra"
)

// explained is how many images a figure shows, each twice: four lines on a page of a paper.
const explained = 16

func explainCommand() *cobra.Command {
	var class, layer, out string
	cmd := &cobra.Command{
		Use:   "explain RUN IMAGE|DIR…",
		Short: "Show where in images a trained network sees a class (Grad-CAM)",
		Long: `Draws each image as the network gets it, and over it where the network sees the class that it finds most likely, or
the one of --class: Grad-CAM on the last layer before pooling, as in Keras' example. Blue says nothing for the class, red most.`,
		Example: `  ft explain results/runs/mine a.jpg b.jpg --out figures
  ft explain results/runs/mine photos/cats --class dogs --layer conv4_block6_out`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usageError{fmt.Errorf("%s needs the folder of a finished run and an image or a folder; %s --help has "+
					"examples",
					c.CommandPath(), c.CommandPath())}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := outFolder(out); err != nil {
				return usageError{err}
			}
			dir := args[0]
			files, err := imageFiles(args[1:])
			if err != nil {
				return err
			}
			source, err := readNetwork(dir, "")
			if err != nil {
				return err
			}
			wanted := explain.Predicted
			if class != "" {
				if wanted = slices.Index(source.Classes, class); wanted < 0 {
					return usageError{fmt.Errorf("--class %s: the run's classes are %s", class,
						strings.Trim(fmt.Sprintf("%q", source.Classes), "[]"))}
				}
			}
			if len(files) > explained {
				progress.Infof(progressLog(), "%d images: the figure shows the first %d", len(files), explained)
				files = files[:explained]
			}
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer closeSession(s)
			e, err := explain.New(cmd.Context(), s, source, layer)
			if err != nil {
				return err
			}
			defer e.Close()
			size := source.Config.Image.Size
			reading := dataset.Reading{Size: size, Interpolation: source.Config.Image.Interpolation,
				Exif: source.Config.Image.Exif}
			pixels, names, err := loadImages(cmd.Context(), files, reading, s.Progress)
			if err != nil {
				return err
			}
			if len(names) == 0 {
				return errNoImage
			}
			var samples []figure.Sample
			var lines []string // printed last: nobody may read them
			for i, name := range names {
				if err := cmd.Context().Err(); err != nil {
					return err
				}
				rgb := pixels[i*size*size*3:][:size*size*3]
				m, err := e.Pixels(rgb, wanted)
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				img := dataset.Image(rgb, size)
				says := fmt.Sprintf("%s: %.1f %%", source.Classes[m.Class], 100*m.Probabilities[m.Class])
				lines = append(lines, printable.Line(name)+": "+printable.Line(says))
				samples = append(samples, figure.Sample{Image: img, Text: []string{filepath.Base(name)}},
					figure.Sample{Image: m.Overlay(img), Text: []string{says}})
			}
			f := figure.Gallery("explain", "Images as the network gets them, and where it sees the class (Grad-CAM).", samples)
			if err := alone(cmd.Context(), out, true, func() error { return f.SaveAll(out) }); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s\nfigure in %s: explain.svg, .pdf, .png\n", strings.Join(lines, "\n"),
				printable.Line(out))
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&class, "class", "", "class to look for; the most likely one when left out")
	f.StringVar(&layer, "layer", "", "layer of the base to look at; the last one before pooling when left out")
	f.StringVar(&out, "out", "figures", "folder of the figure")
	return cmd
}
