//go:build cgo

package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/export"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
)

func exportCommand() *cobra.Command {
	var out string
	var o export.Options
	cmd := &cobra.Command{
		Use:   "export RUN --format onnx|keras|safetensors",
		Short: "Write a trained network for onnxruntime, Keras or other programs",
		Long: `Writes the whole network of a finished run, base and head, into one file, and a model card beside it with what was
trained, what goes in and comes out, and programs that use the file.`,
		Example: `  ft export results/runs/mine --format onnx --preprocess --out mine.onnx
  ft export results/runs/mine --format keras`,
		Args: oneRun,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			if err := o.Check(); err != nil {
				return usageError{err}
			}
			if out == "" {
				out = filepath.Base(filepath.Clean(dir)) + "." + o.Format
			}
			if got := strings.TrimPrefix(strings.ToLower(filepath.Ext(out)), "."); got != o.Format {
				return usageError{fmt.Errorf("--out %s: programs know the format %s by the ending .%s", out, o.Format, o.Format)}
			}
			if err := writable(out); err != nil {
				return usageError{err}
			}
			r, err := run.Read(dir)
			if err != nil {
				return err
			}
			source, err := readNetwork(dir, "")
			if err != nil {
				return err
			}
			if err := r.Unchanged(); err != nil { // else the card would be of another network
				return err
			}
			o.Result = r.Result
			s := &fit.Session{Catalog: paper.Catalog(""), Progress: progressLog()}
			n, err := export.Open(cmd.Context(), s, source)
			if err != nil {
				return err
			}
			if err := alone(cmd.Context(), out, false, func() error { return export.Write(n, out, o) }); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s, with its model card %s\n", printable.Line(out),
				printable.Line(export.CardFile(out)))
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Format, "format", "onnx", strings.Join(export.Formats(), ", "))
	f.BoolVar(&o.Preprocess, "preprocess", false, "onnx: take RGB bytes as decoded; the network turns them into its input")
	f.StringVar(&out, "out", "", "file to write; the run's name with the format's ending when left out")
	return cmd
}
