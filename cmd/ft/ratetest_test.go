//go:build cgo

package main

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// TestRateCommandRefuses checks what is refused before anything is read or written: exit code 2.
func TestRateCommandRefuses(t *testing.T) {
	dir := t.TempDir()
	for args, want := range map[string]string{
		"--out x.jpg":                  "name a file that ends with .svg, .pdf or .png",
		"--min-rate 1 --max-rate 0.1":  "learning rates from 1 to 0.1",
		"--min-rate 0":                 "--min-rate 0: give a number above 0; left out, it is 1e-07",
		"--max-rate NaN":               "learning rates from 1e-07 to NaN",
		"--steps 2":                    "2 steps: give from 20",
		"--steps many":                 "--steps many: give a whole number",
		"--optimizer lion":             `unknown optimizer "lion"`,
		"--resume":                     "unknown flag: --resume",
		"--layer-rates conv1_conv=0.1": "none of these layers is trained",
	} {
		c := command()
		c.SetArgs(append([]string{"lr-find", "--quiet", "--data", filepath.Join(dir, "nowhere"), "--out",
			filepath.Join(dir, "x.svg")}, strings.Fields(args)...))
		c.SetOut(io.Discard)
		c.SetErr(io.Discard)
		var usage usageError
		if err := c.Execute(); !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
			t.Errorf("ft lr-find %s: got %v, want %s", args, err, want)
		}
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*")); len(files) > 0 {
		t.Errorf("left %v", files)
	}
}
