//go:build cgo

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/bench"
	"github.com/finetune-go/ft/reproduction/versus"
)

// TestBenchPagesSayWhatWasMeasured fails when a committed page of measurements is not what the file beside it gives.
func TestBenchPagesSayWhatWasMeasured(t *testing.T) {
	files, err := filepath.Glob("../../results/bench/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no measurements: %v", err)
	}
	for _, file := range files {
		var tables []table.Table
		if slices.Contains(bench.Peers(), strings.TrimSuffix(filepath.Base(file), ".json")) {
			all, err := versus.Read(file)
			if err != nil {
				t.Fatal(err)
			}
			tables = []table.Table{versusTable(all)}
		} else {
			r, err := bench.Read(file)
			if err != nil {
				t.Fatal(err)
			}
			tables = benchTables(r)
		}
		var page bytes.Buffer
		if err := benchPage(&page, tables); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(file, ".json") + ".md"
		if want, err := os.ReadFile(name); err != nil || !bytes.Equal(page.Bytes(), want) {
			t.Errorf("%s is not what %s says: ft bench writes it anew", name, filepath.Base(file))
		}
	}
}
