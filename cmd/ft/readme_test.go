package main

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeShowsTheResults fails when the README's table is not the one that the committed runs gave.
func TestReadmeShowsTheResults(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("../../results/tables/headline.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), strings.TrimSpace(string(table))) {
		t.Error("README.md does not hold results/tables/headline.md as it is: copy it between the two headline marks")
	}
}
