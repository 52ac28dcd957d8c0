package main

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/plan"
	"github.com/finetune-go/ft/ftlib/report"
	"github.com/finetune-go/ft/ftlib/run"
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
	var pairs []report.Pair
	for _, row := range rows {
		pairs = append(pairs, report.Pair{Row: row, Runs: headline.Complete(row)})
	}
	if err := p.write(report.SideBySide(pairs...), pairs); err != nil {
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

// TestImagesOf checks that a run's figure shows the images of that run, not those of the paper under the same names.
func TestImagesOf(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "a.png"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	paper := report.Sources{Open: func(string) (image.Image, error) { return nil, errors.New("the paper's") }}
	own := imagesOf(t.Context(), &run.Run{Config: run.Config{Data: dir}}, paper)
	if img, err := own.Open("a.png"); err != nil || img.Bounds().Empty() {
		t.Errorf("%v, error %v", img, err)
	}
	if s := imagesOf(t.Context(), &run.Run{Config: run.Config{Data: filepath.Join(dir, "moved")}}, paper); s.Open != nil {
		t.Error("a folder that is gone has images")
	}
	if s := imagesOf(t.Context(), &run.Run{Config: run.Config{Data: "paper"}}, paper); s.Open == nil {
		t.Error("the paper's images are lost")
	}
}
