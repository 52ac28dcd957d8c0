package main

import (
	"errors"
	"io"
	"testing"
)

// TestUsageErrors checks that a wrong call is told from a failure: exit code 2.
func TestUsageErrors(t *testing.T) {
	for _, args := range [][]string{{"nonsense"}, {"train", "--nonsense"}, {"summary", "word"}, {"reproduce", "--rows", "3"},
		{"reproduce", "--table", "12", "--plan"}, {"reproduce", "--table", "5", "--rows", "7", "--plan"}, {"features"}, {"compare"},
		{"notebook", "run"}, {"notebook", "run", "05", "--all"}, {"notebook", "run", "05", "--set", "epochs"}, {"notebook", "run", "05", "--in-place", "--out", "x"},
		{"notebook", "check", "05"}, {"compare", "one"}, {"predict"}, {"predict", "a.jpg"}, {"bench", "--rows", "vgg16-n4"}, {"bench", "--only", "nonsense"}, {"bench", "--peer", "matlab"},
		{"bench", "--peer", "keras", "--only", "rows"},
		{"reproduce", "--all", "--table", "5", "--plan"}, {"reproduce", "--all", "--rows", "6", "--plan"}, {"figure", "14"}, {"table", "5", "--format", "doc"}, {"compare", "a", "b", "--format", "doc"}, {"table", "0"}, {"table", "five"}} {
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
