//go:build cgo

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/reproduction/plan"
	"github.com/finetune-go/ft/reproduction/report"
)

// TestReportSaysWhatTheRunsSay fails when a committed table, page or figure is not what the committed runs give.
func TestReportSaysWhatTheRunsSay(t *testing.T) {
	book, err := report.Read("../../results/runs")
	if err != nil {
		t.Fatal(err)
	}
	if err := book.Check("../../results"); err != nil {
		t.Errorf("%v: ft report writes them anew", err)
	}
}

// TestHeadlineSaysWhatTheRunsSay fails when the two main rows, their tables and curves, are not what the committed runs
// give.
func TestHeadlineSaysWhatTheRunsSay(t *testing.T) {
	const results = "../../results"
	p := &reproduction{results: t.TempDir()}
	rows, err := p.pick()
	if err != nil {
		t.Fatal(err)
	}
	headline, err := plan.New(filepath.Join(results, "runs"), p.wants(rows))
	if err != nil {
		t.Fatal(err)
	}
	pairs := pairsOf(rows, headline)
	table, err := (&reproduction{results: results}).sideBySide(pairs)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.write(t.Context(), table, pairs); err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"tables/headline.*", "figures/headline-*.svg"} {
		files, err := filepath.Glob(filepath.Join(p.results, pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("no %s: %v", pattern, err)
		}
		for _, file := range files {
			name, _ := filepath.Rel(p.results, file)
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(filepath.Join(results, name)); err != nil || !bytes.Equal(got, want) {
				t.Errorf("results/%s is not what the runs say: ft reproduce writes it anew", name)
			}
		}
	}
}

// TestRefresh checks that a training that is remade takes the report with it: the tests pass behind the main job too.
func TestRefresh(t *testing.T) {
	if testing.Short() {
		t.Skip("draws all figures three times")
	}
	results := filepath.Join(t.TempDir(), "results")
	runs := filepath.Join(results, "runs")
	if err := os.CopyFS(runs, os.DirFS("../../results/runs")); err != nil {
		t.Fatal(err)
	}
	read := func() *report.Book {
		book, err := report.Read(runs)
		if err != nil {
			t.Fatal(err)
		}
		return book
	}
	if err := refresh(t.Context(), results, "nowhere"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(results, "README.md")); err == nil {
		t.Error("a report was made where there was none")
	}
	if _, err := read().Write(results, report.Sources{}); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(runs, "resnet50-n6-holdout-seed1-e100")
	if err := os.RemoveAll(name); err != nil {
		t.Fatal(err)
	}
	if read().Check(results) == nil {
		t.Fatal("a run that is gone makes no difference")
	}
	if err := refresh(t.Context(), results, "nowhere"); err != nil {
		t.Fatal(err)
	}
	if err := read().Check(results); err != nil {
		t.Error(err)
	}
}
