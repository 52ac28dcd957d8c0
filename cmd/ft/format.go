//go:build cgo

package main

import (
	"encoding/json"
	"io"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/spf13/cobra"
)

// tableFormat is the flag --format of the commands that print tables. It is a pflag.Value, so that an unknown format is
// wrong usage and found before any work.
type tableFormat struct{ table.Format }

func (f *tableFormat) flag(cmd *cobra.Command) {
	f.Format = table.Text
	cmd.Flags().Var(f, "format", "txt, md, csv or tex")
}

func (f *tableFormat) String() string { return string(f.Format) }

func (f *tableFormat) Type() string { return "string" }

func (f *tableFormat) Set(name string) (err error) {
	f.Format, err = table.ParseFormat(name)
	return err
}

// printJSON prints a value as indented JSON.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
