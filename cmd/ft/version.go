//go:build cgo

package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// version says what this program was built from, in one line: what a report of a fault needs.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "of an unknown build"
	}
	parts := []string{info.Main.Version}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			parts = append(parts, "revision "+s.Value)
		}
	}
	parts = append(parts, info.GoVersion)
	for _, d := range info.Deps {
		if d.Path == "github.com/gomlx/gomlx" {
			parts = append(parts, "gomlx "+d.Version)
		}
	}
	return strings.Join(parts, ", ")
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Say what this program was built from",
		Example: "  ft version",
		Args:    noArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(c.OutOrStdout(), "ft", version())
			return err
		},
	}
}
