//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/spf13/cobra"
)

// TestUsageErrors checks that a wrong call is told from a failure: exit code 2.
func TestUsageErrors(t *testing.T) {
	for _, args := range [][]string{{"nonsense"}, {"train", "--nonsense"}, {"summary", "word"},
		{"reproduce", "--rows", "3"},
		{"reproduce", "--table", "12", "--plan"}, {"reproduce", "--table", "5", "--rows", "7",
			"--plan"}, {"features"}, {"compare"},
		{"notebook", "run"}, {"notebook", "run", "05", "--all"}, {"notebook", "run", "05", "--set", "epochs"}, {"notebook",
			"run", "05", "--set", "bogus=1"}, {"notebook", "run", "05", "--in-place", "--out", "x"},
		{"notebook", "check", "05"}, {"compare", "one"}, {"predict"}, {"predict", "a.jpg"}, {"summary", "--model",
			"x"}, {"summary", "--trainable", "x"}, {"features", "--out", "f.npy", "--layer", "x", "."}, {"bench", "--rows", "vgg16-n4"}, {"bench", "--only", "nonsense"}, {"bench", "--only", "start", "--rows", "vgg16-n3"}, {"bench", "--peer", "matlab"},
		{"bench", "--peer", "keras", "--only", "rows"}, {"figure", "14"}, {"table", "five"},
		{"help", "nonsense"}, {"predict", "--run", "a", ""},
		{"evaluate", ""}, {"compare", "a", ""}, {"verify", ""},
		{"notebook", "run", "05", "--timeout", "-5s"}, {"notebook", "run", "05", "--jobs", "0"},
		{"bench", "--out", "."}, {"bench", "--out", os.DevNull}, {"table", "0"}, {"table", "10"}, {"table", "5", "--format", "pdf"}, {"compare", "a", "b", "--format",
			"pdf"},
		{"reproduce", "--epochs", "0", "--plan"}, {"reproduce", "--seeds", "-1", "--plan"}, {"reproduce", "--jobs", "0",
			"--plan"},
		{"reproduce", "--budget", "-1h", "--plan"}, {"reproduce", "--budget", "1h", "--plan"}, {"lab", "--port",
			"70000"}, {"reproduce", "--all", "--table", "5", "--plan"}, {"reproduce", "--all", "--rows", "6", "--plan"},
		{"report", "--results", "no-such-folder"}, {"figure", "6", "--results", "no-such-folder"}, {"table", "5",
			"--results", "no-such-folder"}, {"table", "5", "--results", "."},
		{"table", "5", "--device", "gpu"}, {"summary", "--tf32"}, {"train", "--split", "kfold", "--fold", "9"}, {"train",
			"--split", "kfold", "--folds", "1"},
		{"train", "--test-size", "1.5"}, {"explain", "a"}, {"export"}, {"export", "a", "b"}, {"export", "a", "--format",
			"pdf"},
		{"export", "a", "--format", "keras", "--preprocess"}, {"export", "a", "--out", "a.h5"}} {
		c := command()
		c.SetArgs(args)
		c.SetOut(io.Discard)
		c.SetErr(io.Discard)
		var usage usageError
		if err := c.Execute(); !errors.As(err, &usage) {
			t.Errorf("ft %v: %v is not reported as wrong usage", args, err)
		}
	}
}

// TestUsageErrorsInWords checks that a wrong value is told in words of the user, and that a slip of the pen is found.
func TestUsageErrorsInWords(t *testing.T) {
	for want, args := range map[string][]string{
		"--epochs x: give a whole number; ft train --help shows the flags": {"train", "--epochs", "x"},
		"--rows 6,x: give whole numbers, such as 6,16; ft reproduce --help shows the flags": {"reproduce", "--rows",
			"6,x"},
		"--budget soon: give a time, such as 2h30m; ft reproduce --help shows the flags": {"reproduce", "--budget",
			"soon"},
		`ft does not know "trian"; did you mean train?`:                                        {"trian"},
		"--seed -1: give a whole number from 0 to 4294967295; ft train --help shows the flags": {"train", "--seed", "-1"},
	} {
		c := command()
		c.SetArgs(args)
		if err := c.Execute(); err == nil || err.Error() != want {
			t.Errorf("ft %v: %v\nwant %s", args, err, want)
		}
	}
}

// TestExamples checks that the help of every command has an example.
func TestExamples(t *testing.T) {
	var look func(*cobra.Command)
	look = func(c *cobra.Command) {
		if c.Example == "" && c.Name() != "help" {
			t.Errorf("%s --help has no example", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			look(sub)
		}
	}
	look(command())
}

// TestOutputFails ends in an error where what is printed cannot be written.
func TestOutputFails(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"--version"}, {"--help"}, {"train", "--help"}, {"help"},
		{"completion", "bash"}, {"summary"}, {"table", "5", "--results", "../../results"}, {"notebook", "check"},
		{"verify", "../../results/runs/vgg16-n3-holdout-seed1"}, {"figure", "6", "--results", "../../results", "--out",
			t.TempDir()}} {
		outputFails(t, args...)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file, "_test.go") && regexp.MustCompile(`\bfmt\.Print`).Match(text) {
			t.Errorf("%s prints to standard output by itself, whose errors are lost", file)
		}
	}
}

// outputFails runs ft where what it prints cannot be written.
func outputFails(t *testing.T, args ...string) {
	t.Helper()
	c := command()
	c.SetArgs(args)
	err := execute(t.Context(), c, full{})
	shared.quiet = false // which is of all commands
	var usage usageError
	if !errors.Is(err, errFull) || errors.As(err, &usage) {
		t.Errorf("ft %q: %v", args, err)
	}
}

// TestCompletionUsage refuses shells that there are not.
func TestCompletionUsage(t *testing.T) {
	for _, args := range [][]string{{"completion", "nope"}, {"completion", "bash", "nope"}} {
		c := command()
		c.SetArgs(args)
		var usage usageError
		if err := execute(t.Context(), c, io.Discard); !errors.As(err, &usage) {
			t.Errorf("ft %q: %v is not reported as wrong usage", args, err)
		}
	}
}

var errFull = errors.New("no space left on device")

// full is a device without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestVersion checks that the build is told in one line, on standard output.
func TestVersion(t *testing.T) {
	var out strings.Builder
	c := command()
	c.SetArgs([]string{"--version"})
	c.SetOut(&out)
	if err := c.Execute(); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.HasPrefix(got, "ft ") || strings.Count(got, "\n") != 1 || !strings.Contains(got,
		runtime.Version()) || !strings.Contains(got, "gomlx v") {
		t.Errorf("ft --version says %q", got)
	}
}

// TestInterrupted checks that Ctrl-C is told in a word, and other errors as they are.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	other := errors.New("no such file")
	if err := interrupted(ctx, context.Canceled); err != context.Canceled {
		t.Errorf("without an interrupt: %v", err)
	}
	signal := errors.New("interrupt signal received")
	cancel(signal)
	for _, err := range []error{ctx.Err(), fmt.Errorf("write f: %w", signal)} {
		if got := interrupted(ctx, err); !strings.HasPrefix(got.Error(), "interrupted") {
			t.Errorf("%v is told as %v", err, got)
		}
	}
	for _, err := range []error{other, fmt.Errorf("%w after epoch 3", fit.ErrStopped)} {
		if got := interrupted(ctx, err); got != err {
			t.Errorf("%v is told as %v", err, got)
		}
	}
}
