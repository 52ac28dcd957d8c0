//go:build cgo

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/spf13/cobra"
)

// predictBatch is how many images go through the network at once when there are several.
const predictBatch = 16

// answer is what ft predict says of one image.
type answer struct {
	File          string             `json:"file"`
	Class         string             `json:"class"`
	Probabilities map[string]float32 `json:"probabilities"`
}

func predictCommand() *cobra.Command {
	var dir, file string
	var asJSON, asCSV bool
	cmd := &cobra.Command{
		Use:   "predict --run DIR IMAGE|DIR…",
		Short: "Classify images with the network of a finished run",
		Example: `  ft predict --run results/runs/mine a.jpg b.png
  ft predict --model-file model.safetensors --json photos`,
		Args: someArgs("an image or a folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (dir == "") == (file == "") {
				return usageError{fmt.Errorf("name one trained network: --run DIR or --model-file FILE")}
			}
			if asJSON && asCSV {
				return usageError{fmt.Errorf("choose --json or --csv")}
			}
			files, err := imageFiles(args)
			if err != nil {
				return err
			}
			read, from := predict.Run, dir
			if file != "" {
				read, from = predict.File, file
			}
			source, err := read(from)
			if errors.Is(err, predict.ErrUnfinished) || errors.Is(err, predict.ErrNoModel) {
				return fmt.Errorf("%w: %s", err, trainAgain(dir, errors.Is(err, predict.ErrUnfinished)))
			}
			if err != nil {
				return err
			}
			if !source.Sealed {
				progress.Infof(progressLog(), "%s has no checksum, it is of an older version: whether it is damaged is not known",
					source.Path)
			}
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer closeSession(s)
			c, err := predict.New(cmd.Context(), s, source, min(predictBatch, len(files)))
			if err != nil {
				return err
			}
			defer c.Close()
			var names []string
			var p [][]float32
			image := source.Config.Image
			reading := dataset.Reading{Size: image.Size, Interpolation: image.Interpolation, Exif: image.Exif}
			for batch := range slices.Chunk(files, predictBatch) {
				pixels, read, err := loadImages(cmd.Context(), batch, reading, s.Progress)
				if err != nil {
					return err
				}
				if len(read) == 0 {
					continue
				}
				got, err := c.Pixels(pixels)
				if err != nil {
					return err
				}
				names, p = append(names, read...), append(p, got...)
			}
			if len(names) == 0 {
				return errNoImage
			}
			switch {
			case asJSON:
				return writeAnswers(source.Classes, names, p)
			case asCSV:
				return answers(source.Classes, names, p, 6).Write(os.Stdout, table.CSV)
			}
			return answers(source.Classes, names, p, 4).Write(os.Stdout, table.Text)
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "run", "", "folder of a finished run")
	f.StringVar(&file, "model-file", "", "a run's model.safetensors alone")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	f.BoolVar(&asCSV, "csv", false, "print CSV")
	return cmd
}

// trainAgain is the command that trains a run in its place: what is left of it, or all. A folder that is not among the
// runs of a folder of results, such as a try of the playground, is out of ft train's reach.
func trainAgain(dir string, rest bool) string {
	config := filepath.Join(dir, run.ConfigFile)
	whole, err := filepath.Abs(dir)
	if err != nil || filepath.Base(filepath.Dir(whole)) != "runs" {
		return fmt.Sprintf("ft train --config %q trains the same network in a folder of results", config)
	}
	how := "--force trains the same network again"
	if rest {
		how = "--resume goes on with it"
	}
	return fmt.Sprintf("ft train --config %q --results %q --name %q %s", config, filepath.Join(dir, "..", ".."),
		filepath.Base(whole), how)
}

// best is the class of the highest probability.
func best(p []float32) int {
	k := 0
	for i := range p {
		if p[i] > p[k] {
			k = i
		}
	}
	return k
}

func answers(classes, files []string, p [][]float32, digits int) table.Table {
	t := table.Table{Name: "predictions", Columns: []table.Column{{Head: "file"}, {Head: "class"}}}
	for _, c := range classes {
		t.Columns = append(t.Columns, table.Column{Head: c, Right: true})
	}
	for i, f := range files {
		row := []string{f, classes[best(p[i])]}
		for _, v := range p[i] {
			row = append(row, strconv.FormatFloat(float64(v), 'f', digits, 32))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func writeAnswers(classes, files []string, p [][]float32) error {
	out := make([]answer, len(files))
	for i, f := range files {
		out[i] = answer{f, classes[best(p[i])], map[string]float32{}}
		for k, c := range classes {
			out[i].Probabilities[c] = p[i][k]
		}
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
