package main

import (
	"testing"

	"github.com/finetune-go/ft/ftlib/report"
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
