package fit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestSeries trains all folds, is interrupted in the second one, skips what is finished, and puts them together.
func TestSeries(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	c := small()
	c.Epochs, c.Split = 3, run.Split{Kind: "stratified", Folds: 3, Validation: 0.1}
	root := t.TempDir()
	var members []Member
	for i, fold := range Folds(c) {
		members = append(members, Member{Config: fold, Dir: filepath.Join(root, fmt.Sprint("fold", i+1))})
	}
	trained := 0
	o := Options{Resume: true, Epoch: func(run.Epoch) { trained++ }}
	left := 8
	runs, err := s.RunAll(countdown{context.Background(), &left, context.Canceled}, members, o)
	if !errors.Is(err, ErrStopped) || len(runs) != 1 {
		t.Fatalf("interrupted: %d runs, %v", len(runs), err)
	}
	if runs, err = s.RunAll(context.Background(), members, o); err != nil {
		t.Fatal(err)
	}
	if trained != 9 {
		t.Errorf("%d epochs were trained for 9", trained)
	}
	dir := filepath.Join(root, "series", "all")
	if err := SaveSeries(dir, runs); err != nil {
		t.Fatal(err)
	}
	read := func(file string) []string {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(text)), "\n")
	}
	if lines := read(summaryFile); len(lines) != 6 || !strings.HasPrefix(lines[4], "mean,") {
		t.Errorf("%q", lines)
	}
	lines, seen := read(outOfFoldFile), map[string]bool{}
	for _, line := range lines[1:] {
		file, _, _ := strings.Cut(line, ",")
		seen[file] = true
	}
	if lines[0] != "file,class,guess,loss,circles,squares,stripes,triangles" || len(lines) != 161 || len(seen) != 160 {
		t.Errorf("%s: %d lines of %d images", lines[0], len(lines), len(seen))
	}
	if err := os.Remove(filepath.Join(members[0].Dir, PredictionsFile)); err != nil {
		t.Fatal(err)
	}
	if err := SaveSeries(dir, runs); err == nil {
		t.Error("predictions are missing: no error")
	}
	all := Seeds(c, 3)
	if got := []uint32{all[0].Seeds.Init, all[2].Seeds.Init, all[2].Seeds.Dropout, all[2].Seeds.Split}; fmt.Sprint(got) !=
		fmt.Sprint([]uint32{6, 8, 8, 2}) {
		t.Errorf("seeds %v", got)
	}
}
