//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/spf13/cobra"
)

// predictBatch is how many images go through the network at once when there are several.
const predictBatch = 16

// answer is what ft predict says of one image: a class with probabilities, or why it cannot be read.
type answer struct {
	File          string             `json:"file"`
	Class         string             `json:"class,omitempty"`
	Probabilities map[string]float32 `json:"probabilities,omitempty"`
	Error         string             `json:"error,omitempty"`

	row []float32
}

func predictCommand() *cobra.Command {
	var dir, file string
	var asJSON, asCSV bool
	cmd := &cobra.Command{
		Use:   "predict --run DIR IMAGE|DIR|-…",
		Short: "Classify images with the network of a finished run",
		Long: `Classify images with the network of a finished run: files, folders with all images below them, and the names that
standard input has, a line each, where - is named. An image that cannot be read has a line on standard error and its
error in the answers; the others are classified, and the exit code is 1.`,
		Example: `  ft predict --run results/runs/mine a.jpg b.png
  ft predict --model-file model.safetensors --json photos
  find photos -name '*.jpg' | ft predict --run results/runs/mine --csv -`,
		Args: someArgs("an image or a folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if (dir == "") == (file == "") {
				return usageError{fmt.Errorf("name one trained network: --run DIR or --model-file FILE")}
			}
			if asJSON && asCSV {
				return usageError{fmt.Errorf("choose --json or --csv")}
			}
			files, err := namedImages(cmd.Context(), args, cmd.InOrStdin())
			if err != nil {
				return err
			}
			source, err := readNetwork(dir, file)
			if err != nil {
				return err
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
			all, failed := make([]answer, len(files)), 0
			err = c.Files(cmd.Context(), files, func(i int, p []float32, unread error) error {
				all[i] = answer{File: files[i], row: p}
				if unread == nil {
					all[i].Class = source.Classes[metrics.Guess(p)]
					return nil
				}
				if shared.strict {
					return unread
				}
				failed++
				all[i].Error = unread.Error()
				fmt.Fprintln(os.Stderr, "ft:", printable.Line(unread.Error()))
				return nil
			})
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				err = writeAnswers(cmd.OutOrStdout(), source.Classes, all)
			case asCSV:
				err = answers(source.Classes, all, 6, true).Write(cmd.OutOrStdout(), table.CSV)
			case failed < len(all):
				err = answers(source.Classes, all, 4, failed > 0).Write(cmd.OutOrStdout(), table.Text)
			}
			switch {
			case err != nil || failed == 0:
				return err
			case failed == len(all):
				return errNoImage
			}
			return fmt.Errorf("%d of %d images cannot be read: repair or replace them", failed, len(all))
		},
	}
	f := cmd.Flags()
	f.StringVar(&dir, "run", "", "folder of a finished run")
	f.StringVar(&file, "model-file", "", "a run's model.safetensors alone")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	f.BoolVar(&asCSV, "csv", false, "print CSV")
	return cmd
}

// readNetwork reads the trained network of a run folder, or of a file of weights alone.
func readNetwork(dir, file string) (*predict.Source, error) {
	read, from := predict.Run, dir
	if file != "" {
		read, from = predict.File, file
	}
	source, err := read(from)
	if err != nil {
		return nil, adviseRun(dir, err)
	}
	if !source.Sealed {
		progress.Infof(progressLog(), "%s has no checksum, it is of an older version: whether it is damaged is not known",
			source.Path)
	}
	return source, nil
}

// namedImages lists the images that arguments name; - stands for the lines of in. What is not there is found out when
// it is read, like any other image that cannot be.
func namedImages(ctx context.Context, args []string, in io.Reader) (files []string, err error) {
	for _, a := range args {
		names := []string{a}
		if a == "-" {
			text, err := readInput(ctx, in)
			if err != nil {
				return nil, fmt.Errorf("standard input: %w", err)
			}
			if !areNames(string(text)) {
				return nil, errors.New("standard input holds no file names: give a file or a folder a line, " +
					"and an image itself by its name")
			}
			names = nil
			for line := range strings.Lines(string(text)) {
				if name := strings.TrimRight(line, "\r\n"); name != "" {
					names = append(names, name)
				}
			}
			if len(names) == 0 {
				return nil, errors.New("standard input names no image: give a file or a folder a line")
			}
		}
		for _, name := range names {
			info, err := os.Stat(name)
			if err != nil || !info.IsDir() {
				files = append(files, name)
				continue
			}
			found, err := imageFiles([]string{name})
			if err != nil {
				return nil, err
			}
			for _, f := range found {
				files = append(files, f.path)
			}
		}
	}
	return files, nil
}

// readInput reads all that comes, unless ctx ends first: nothing else ends a read of a terminal or a pipe.
func readInput(ctx context.Context, in io.Reader) ([]byte, error) {
	var text []byte
	read := make(chan error, 1)
	go func() {
		var err error
		text, err = io.ReadAll(in)
		read <- err
	}()
	select {
	case err := <-read:
		return text, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// areNames says whether a text may be names of files, a line each. Names need not be UTF-8 where there are such files.
func areNames(text string) bool {
	first, _, _ := strings.Cut(text, "\n")
	_, err := os.Stat(strings.TrimRight(first, "\r"))
	beginning := text[:min(len(text), 1<<16)]
	return !strings.Contains(beginning, "\x00") && (err == nil || utf8.ValidString(first))
}

// trainAgain is the command that trains a run in its place: what is left of it, or all. A folder that is not among the
// runs of a folder of results, such as a try of the playground, is out of ft train's reach.
func trainAgain(dir string, rest bool) string {
	config := filepath.Join(dir, run.ConfigFile)
	whole, err := filepath.Abs(dir)
	if err != nil || filepath.Base(filepath.Dir(whole)) != "runs" {
		return fmt.Sprintf("ft train --config %s trains the same network in a folder of results", quoted(config))
	}
	how := "--force trains the same network again"
	if rest {
		how = "--resume goes on with it"
	}
	return fmt.Sprintf("ft train --config %s --results %s --name %s %s", quoted(config),
		quoted(filepath.Join(dir, "..", "..")), quoted(filepath.Base(whole)), how)
}

func answers(classes []string, all []answer, digits int, withErrors bool) table.Table {
	t := table.Table{Name: "predictions", Columns: []table.Column{{Head: "file"}, {Head: "class"}}}
	for _, c := range classes {
		t.Columns = append(t.Columns, table.Column{Head: c, Right: true})
	}
	if withErrors {
		t.Columns = append(t.Columns, table.Column{Head: "error"})
	}
	for _, a := range all {
		row := []string{a.File, a.Class}
		for k := range classes {
			cell := ""
			if a.Error == "" {
				cell = strconv.FormatFloat(float64(a.row[k]), 'f', digits, 32)
			}
			row = append(row, cell)
		}
		if withErrors {
			row = append(row, a.Error)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func writeAnswers(w io.Writer, classes []string, all []answer) error {
	for i := range all {
		if all[i].Error == "" {
			all[i].Probabilities = map[string]float32{}
			for k, c := range classes {
				all[i].Probabilities[c] = all[i].row[k]
			}
		}
	}
	return printJSON(w, all)
}
