package plan

import (
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// whole wants all rows of all tables.
func whole(seeds func(paper.Row) int) (wants []Want) {
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			for seed := 1; seed <= seeds(row); seed++ {
				for _, c := range row.Configs(uint32(seed), true) {
					wants = append(wants, Want{row, c})
				}
			}
		}
	}
	return wants
}

func one(paper.Row) int { return 1 }

// made is a machine whose speeds are made up: a step takes as many seconds as layers are trained.
type made struct{ measured map[string]int }

func (m made) Measure(_ context.Context, c run.Config) (fit.Speed, error) {
	m.measured[c.Model+c.Trainable]++
	return fit.Speed{Compile: 1, Step: float64(len(c.Trainable)), Prefix: fit.Prefix{Compile: 10, Image: 0.1}}, nil
}
func (made) Known(c run.Config, images int) bool {
	return c.Model == "vgg16" && images == paper.Images
}
func (made) Here(r *run.Result) bool { return r.Hardware.Device == "here" }

// record leaves a run folder with some epochs, a second each.
func record(t *testing.T, folder string, c run.Config, epochs int, device string) {
	t.Helper()
	r := &run.Run{Dir: filepath.Join(folder, paper.RunName(c)), Config: c}
	for e := 1; e <= epochs; e++ {
		r.History, r.EpochSeconds = append(r.History, run.Epoch{Epoch: e}), append(r.EpochSeconds, 1)
	}
	if epochs == c.Epochs {
		r.Result = &run.Result{Name: r.Name(), Epochs: epochs, Seconds: run.Seconds{Compile: 2},
			Hardware: run.Hardware{Device: device}}
	}
	if err := mkdir(r.Dir); err != nil {
		t.Fatal(err)
	}
	if err := r.Save(); err != nil {
		t.Fatal(err)
	}
}

func TestPlanOfACleanFolder(t *testing.T) {
	p, err := New(t.TempDir(), whole(one))
	if err != nil {
		t.Fatal(err)
	}
	// 8 cuts; each is trained once for the hold-out tables and once for each of five folds.
	if len(p.Cuts) != 8 || len(p.Runs) != 48 {
		t.Fatalf("%d cuts, %d runs", len(p.Cuts), len(p.Runs))
	}
	for _, r := range p.Runs {
		if len(r.Fills) != 2 || r.Left() != 200 || r.Finished() || !math.IsNaN(r.Seconds()) {
			t.Errorf("%s: %d rows, %d epochs left, %v s", r.Name, len(r.Fills), r.Left(), r.Seconds())
		}
	}
	m := made{map[string]int{}}
	if err := p.Estimate(context.Background(), m, nil); err != nil {
		t.Fatal(err)
	}
	if len(m.measured) != 8 {
		t.Errorf("measured %v", m.measured)
	}
	// VGG16: 200 epochs of 21 steps of 1 s, or 2 s with two digits of layers, and 1 s to compile; ResNet50: its prefixes
	// too.
	want := 6.0 * (4*1 + 200*21*(1+1+2+2) + 4*1 + 200*21*(1+2+2+2))
	want += 4 * (10 + 80.8)
	if !(math.Abs(p.Seconds()-want) <= 1e-6) {
		t.Errorf("%v s, want %v", p.Seconds(), want)
	}
	for _, text := range []string{"table 1 (epoch 100), table 2",
		"Runs: 48, of which 0 done, 0 begun, 48 to do. Epochs left: 9600"} {
		if !strings.Contains(p.Table().String(), text) {
			t.Errorf("no %q in\n%s", text, p.Table())
		}
	}
	for _, text := range []string{"conv5_block2_out", "in the cache", "1 min 31 s", "measured", "5, 6, 7, 8"} {
		if !strings.Contains(p.Shared().String(), text) {
			t.Errorf("no %q in\n%s", text, p.Shared())
		}
	}
}

func TestPlanOfAHalfDoneFolder(t *testing.T) {
	folder := t.TempDir()
	row, err := paper.Find(8, 6)
	if err != nil {
		t.Fatal(err)
	}
	for seed := uint32(1); seed <= 2; seed++ {
		for i, c := range row.Configs(seed, true) {
			switch {
			case seed == 1 || i < 3:
				record(t, folder, c, 200, "here")
			case i == 3:
				record(t, folder, c, 50, "here")
			}
		}
	}
	other, _ := paper.Find(2, 8)
	record(t, folder, other.Configs(1, true)[0], 200, "elsewhere")
	p, err := New(folder, whole(func(r paper.Row) int {
		if r.Table == 7 || r.Table == 8 {
			return 2
		}
		return 1
	}))
	if err != nil {
		t.Fatal(err)
	}
	finished, _, err := run.List(folder)
	if err != nil {
		t.Fatal(err)
	}
	m := made{map[string]int{}}
	if err := p.Estimate(context.Background(), m, finished); err != nil {
		t.Fatal(err)
	}
	text := p.Table().String()
	for _, want := range []string{"begun: epoch 50 of 200          150", "9 done, 1 begun"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if e := p.Runs[0].Cut.Estimate; e.Source != "measured" {
		t.Errorf("a result of another machine was taken: %+v", e)
	}
	for _, r := range p.Runs {
		if r.Name == "resnet50-n6-fold4of5-seed2" && r.Seconds() != 2+150 {
			t.Errorf("%s: %v s left by the epochs recorded here, want 152", r.Name, r.Seconds())
		}
	}
	if got := p.Complete(row); len(got) != paper.Folds {
		t.Errorf("%d runs fill the row: the second seed lacks folds", len(got))
	}
	p.Forget()
	if len(p.Complete(row)) != 0 || p.Runs[0].Left() != 200 {
		t.Error("a forgotten run is still known")
	}
}

// TestCompare finds the records of the same runs, and of no others.
func TestCompare(t *testing.T) {
	folder, records := t.TempDir(), t.TempDir()
	all := whole(one)[:3]
	record(t, records, all[0].Config, all[0].Config.Epochs, "here")
	record(t, records, all[1].Config, 5, "here") // unfinished
	p, err := New(folder, all)
	if err != nil {
		t.Fatal(err)
	}
	p.Compare(records)
	if p.Runs[0].Before == nil || p.Runs[0].Finished() {
		t.Error("a record is not found, or taken for a run")
	}
	if p.Runs[1].Before != nil || p.Runs[2].Before != nil {
		t.Error("a run without a finished record is compared")
	}
}

// TestBudget checks that the cheapest runs come first, with their prefix paid by the first of them.
func TestBudget(t *testing.T) {
	p, err := New(t.TempDir(), whole(one))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Estimate(context.Background(), made{map[string]int{}}, nil); err != nil {
		t.Fatal(err)
	}
	q := p.queue(4300 * time.Second)
	var last float64
	n := 0
	for r := q.next(); r != nil; r = q.next() {
		if r.Seconds() < last {
			t.Errorf("%s after a dearer run", r.Name)
		}
		last = r.Seconds()
		n++
	}
	// No time passes here, so every run of 4201 s fits; ResNet50 N=6 with its prefix as well: 4291.8 s.
	if n != 18 || len(q.left) != 30 {
		t.Errorf("%d runs fit, %d are left out", n, len(q.left))
	}
	if text := LeftOut(q.left).String(); !strings.Contains(text, "30 runs, 70 h 00 min") {
		t.Error(text)
	}
	none := p.queue(time.Second)
	if r := none.next(); r != nil || len(none.left) != 48 {
		t.Errorf("%v fits a second", r)
	}
}

// TestOtherSettings checks that a run that only has the name of a row's is not taken for it.
func TestOtherSettings(t *testing.T) {
	folder := t.TempDir()
	all := whole(one)[:1]
	record(t, folder, all[0].Config, 0, "here")
	r, err := run.Read(filepath.Join(folder, paper.RunName(all[0].Config)))
	if err != nil {
		t.Fatal(err)
	}
	r.Config.Data = "photos"
	if err := r.Save(); err != nil {
		t.Fatal(err)
	}
	if _, err := New(folder, all); err == nil || !strings.Contains(err.Error(), r.Dir) {
		t.Errorf("a run on other images: %v", err)
	}
}
