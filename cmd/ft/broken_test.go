//go:build cgo

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// halfDone is a folder of results with a run that has come to epoch 120 of 200, and one whose result was cut off.
func halfDone(t *testing.T) (results, unfinished, damaged string) {
	t.Helper()
	results = t.TempDir()
	copied := func(name string) string {
		to := filepath.Join(results, "runs", name)
		if err := os.CopyFS(to, os.DirFS(filepath.Join("../../results/runs", name))); err != nil {
			t.Fatal(err)
		}
		return to
	}
	unfinished, damaged = copied("vgg16-n3-holdout-seed1"), copied("vgg16-n3-holdout-seed2")
	r, err := run.Read(unfinished)
	if err != nil {
		t.Fatal(err)
	}
	r.History, r.EpochSeconds, r.Result = r.History[:120], r.EpochSeconds[:120], nil
	if err := os.Remove(filepath.Join(unfinished, run.ResultFile)); err != nil {
		t.Fatal(err)
	}
	if err := r.Save(); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(damaged, run.ResultFile), 200); err != nil {
		t.Fatal(err)
	}
	return results, unfinished, damaged
}

// output runs ft and returns what it writes to standard error.
func output(t *testing.T, args ...string) (stderr string, err error) {
	t.Helper()
	old, oldOut := os.Stderr, os.Stdout
	defer func() { os.Stderr, os.Stdout = old, oldOut }()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	os.Stderr, os.Stdout = file, null
	c := command()
	c.SetArgs(args)
	c.SetErr(io.Discard)
	err = c.Execute()
	text, readErr := os.ReadFile(file.Name())
	if readErr != nil {
		t.Fatal(readErr)
	}
	return string(text), err
}

// TestHalfDoneResults shows what there is of a run that stopped, names the damaged one, and trains nothing beside it.
func TestHalfDoneResults(t *testing.T) {
	results, unfinished, damaged := halfDone(t)
	t.Setenv("FT_DATA", filepath.Join(results, "nowhere"))
	for _, args := range [][]string{
		{"table", "1", "2", "3", "4", "5", "6", "7", "8", "9", "--results", results},
		{"figure", "6", "7", "8", "--results", results},
		{"figure", "--run", unfinished, "--results", results},
		{"report", "--results", results},
	} {
		said, err := output(t, args...)
		if err != nil || strings.Count(said, "left out: "+filepath.Join(damaged, run.ResultFile)) != 1 {
			t.Errorf("%v: %v, said %q", args, err, said)
		}
		if named := args[0] == "figure" && args[1] == "--run"; named != strings.Contains(said, "unfinished") {
			t.Errorf("%v: said %q", args, said)
		}
	}
	if _, err := os.Stat(filepath.Join(results, "figures", "loss-vgg16-n3-holdout-seed1.svg")); err != nil {
		t.Error(err)
	}
	if _, err := output(t, "compare", unfinished, unfinished); err != nil {
		t.Error(err)
	}
	for _, args := range [][]string{
		{"reproduce", "--table", "2", "--rows", "3", "--seeds", "2", "--results", results},
		{"compare", unfinished, damaged},
		{"figure", "--run", damaged, "--results", results},
		{"predict", "--run", damaged, filepath.Join(results, "README.md")},
	} {
		if _, err := output(t, args...); err == nil || !strings.Contains(err.Error(),
			filepath.Join(damaged, run.ResultFile)) {
			t.Errorf("%v: %v", args, err)
		}
	}
}
