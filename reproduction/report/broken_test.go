package report

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// saved writes runs below a new folder of results and returns the folder of the runs.
func saved(t *testing.T, runs ...*run.Run) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "runs")
	for _, r := range runs {
		r.Dir = filepath.Join(root, r.Name())
		if err := os.MkdirAll(r.Dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := r.Save(); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// atEpoch is a run of 200 epochs that has come to an epoch, without a result.
func atEpoch(t *testing.T, table, trainable, epoch int, seed uint32) *run.Run {
	t.Helper()
	row, err := paper.Find(table, trainable)
	if err != nil {
		t.Fatal(err)
	}
	r := synthetic(row.Configs(seed, true)[0])
	r.History, r.EpochSeconds, r.Result = r.History[:epoch], r.EpochSeconds[:epoch], nil
	return r
}

// everything reads a book in all ways that there are, and returns its tables by their files' names.
func everything(t *testing.T, b *Book) map[string][]byte {
	t.Helper()
	figures, err := b.figures(Sources{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if f.Draw != nil {
			if err := f.Write(io.Discard, "svg"); err != nil {
				t.Error(err)
			}
		}
	}
	files, err := b.texts(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.html(nil); err != nil {
		t.Error(err)
	}
	var pairs []Pair
	for _, l := range b.lines() {
		p := Pair{Row: l.row()}
		for _, m := range l.seeds() {
			p.Runs = append(p.Runs, m.runs...)
		}
		pairs = append(pairs, p)
	}
	_, _ = SideBySide(pairs...), b.AllSeeds(pairs...)
	if _, err := run.Compare(b.runs...); err != nil {
		t.Error(err)
	}
	for _, r := range b.runs {
		if len(r.History) > 0 {
			if _, err := figure.History(r, r.Name()); err != nil {
				t.Error(err)
			}
		}
		if r.Result != nil {
			if _, err := figure.Results(r, r.Name(), nil); err != nil {
				t.Error(err)
			}
		}
	}
	return files
}

// TestUnfinishedRuns reads runs that stop anywhere. One beyond epoch 100 fills a row of 100 epochs, and has no machine
// yet.
func TestUnfinishedRuns(t *testing.T) {
	for _, epoch := range []int{0, 1, 9, 10, 99, 100, 120, 199, 200} {
		b := newBook([]*run.Run{atEpoch(t, 2, 3, epoch, 1), atEpoch(t, 6, 6, 200, 1), atEpoch(t, 6, 16, epoch, 2)})
		files := everything(t, b)
		if got := bytes.Contains(files["tables/table1.md"], []byte(unrecorded)); got != (epoch >= 100) {
			t.Errorf("epoch %d: table 1 names the machine that is not recorded: %t", epoch, got)
		}
		if bytes.Contains(files["README.md"], []byte("minutes on "+unrecorded)) {
			t.Error("an estimate is made for a machine that is not recorded")
		}
	}
	book := newBook([]*run.Run{atEpoch(t, 2, 3, 120, 1), synthetic(paper.Config("vgg16", 8))})
	var svg bytes.Buffer
	if err := book.timeFigure("time", 1).Write(&svg, "svg"); err != nil || !strings.Contains(svg.String(),
		"ours, "+unrecorded) {
		t.Errorf("the time of an unfinished run has no mark: %v", err)
	}
	for _, c := range book.commands() {
		if strings.Contains(c, "--rows 3 ") && strings.Contains(c, "--device") {
			t.Errorf("%s: the device of an unfinished run is not recorded", c)
		}
	}
}

// replace changes a file of a run.
func replace(file, old, new string) func(dir string) error {
	return func(dir string) error {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return err
		}
		if !bytes.Contains(text, []byte(old)) {
			return fmt.Errorf("%s has no %s", file, old)
		}
		return os.WriteFile(filepath.Join(dir, file), bytes.Replace(text, []byte(old), []byte(new), 1), 0o644)
	}
}

func cut(file string, bytes int64) func(dir string) error {
	return func(dir string) error { return os.Truncate(filepath.Join(dir, file), bytes) }
}

func without(files ...string) func(dir string) error {
	return func(dir string) error {
		for _, f := range files {
			if err := os.Remove(filepath.Join(dir, f)); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestBrokenFolders breaks one run of three in every way that is known. The others are as if it were not there, and it
// is named as a problem, or read as far as it can be.
func TestBrokenFolders(t *testing.T) {
	const readable = ""
	for name, c := range map[string]struct {
		damage func(dir string) error
		says   string // of the problem; readable if it is none
	}{
		"no config":            {without(run.ConfigFile), run.ConfigFile},
		"no history":           {without(run.HistoryFile), run.HistoryFile},
		"no timing":            {without(run.TimingFile), readable},
		"no result":            {without(run.ResultFile), readable},
		"config alone":         {without(run.HistoryFile, run.TimingFile, run.ResultFile), readable},
		"nothing":              {without(run.ConfigFile, run.HistoryFile, run.TimingFile, run.ResultFile), run.ConfigFile},
		"config cut":           {cut(run.ConfigFile, 40), run.ConfigFile},
		"config empty":         {cut(run.ConfigFile, 0), run.ConfigFile},
		"history cut":          {cut(run.HistoryFile, 1000), run.HistoryFile},
		"history empty":        {cut(run.HistoryFile, 0), run.HistoryFile},
		"timing cut":           {cut(run.TimingFile, 100), readable},
		"timing empty":         {cut(run.TimingFile, 0), readable},
		"result cut":           {cut(run.ResultFile, 200), run.ResultFile},
		"result empty":         {cut(run.ResultFile, 0), run.ResultFile},
		"newer config":         {replace(run.ConfigFile, `"batch"`, `"schedule": {"kind": "cosine"}, "batch"`), readable},
		"newer split":          {replace(run.ConfigFile, `"holdout"`, `"bootstrap"`), readable},
		"newer optimizer":      {replace(run.ConfigFile, `"adadelta"`, `"lion"`), readable},
		"newer model":          {replace(run.ConfigFile, `"vgg16"`, `"vit"`), readable},
		"newer type":           {replace(run.ConfigFile, `"batch": 32`, `"batch": "auto"`), run.ConfigFile},
		"newer result":         {replace(run.ResultFile, `"xla:cpu"`, `"xla:tpu", "cores": [1, 2]`), readable},
		"no classes":           {replace(run.ResultFile, `"classes"`, `"labels"`), "confusion matrix"},
		"other classes":        {replace(run.ResultFile, `"cats",`, ``), "confusion matrix"},
		"confusion not square": {replace(run.ResultFile, "40,\n", ""), "confusion matrix"},
		"no confusion":         {replace(run.ResultFile, `"confusion"`, `"matrix"`), readable},
		"guess out of range": {replace(run.ResultFile, `"predictions": null`,
			`"predictions": [{"file": "a", "class": 0, "guess": 9}]`), "prediction"},
		"class out of range": {replace(run.ResultFile, `"predictions": null`,
			`"predictions": [{"file": "a", "class": -1, "guess": 0}]`), "prediction"},
		"more right than tested": {replace(run.ResultFile, `"total": 162`, `"total": 3`), "right"},
		"epochs of result":       {replace(run.ResultFile, `"epochs": 200`, `"epochs": 3`), "epochs"},
		"epochs of history":      {replace(run.ConfigFile, `"epochs": 200`, `"epochs": 150`), "epochs"},
		"accuracy no share":      {replace(run.HistoryFile, "\n7,", "\n7,1,NaN,1,17,3\n8,"), run.HistoryFile},
		"negative time":          {replace(run.TimingFile, "\n7,", "\n7,-"), run.TimingFile},
		"time no number":         {replace(run.TimingFile, "\n7,0.", "\n7,NaN"), run.TimingFile},
		"foreign files": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "notes.txt"), nil,
				0o644)
		}, readable},
	} {
		t.Run(name, func(t *testing.T) {
			row, err := paper.Find(2, 3)
			if err != nil {
				t.Fatal(err)
			}
			broken := synthetic(row.Configs(2, true)[0])
			root := saved(t, broken, synthetic(row.Configs(1, true)[0]), synthetic(paper.Config("resnet50", 6)))
			// Without a manifest, as runs older than it have none: with one, every change of a file is damage.
			if err := os.Remove(filepath.Join(broken.Dir, run.ManifestFile)); err != nil {
				t.Fatal(err)
			}
			if err := c.damage(broken.Dir); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(root, "README.txt"), nil, 0o644); err != nil { // no run, and no problem
				t.Fatal(err)
			}
			b, err := Read(root)
			if err != nil {
				t.Fatal(err)
			}
			if len(b.runs)+len(b.Problems) != 3 || len(b.Problems) > 0 != (c.says != readable) {
				t.Fatalf("%d runs, problems %v", len(b.runs), b.Problems)
			}
			for _, p := range b.Problems {
				if says := p.Err.Error(); p.Dir != broken.Dir || !strings.Contains(says, broken.Dir) || !strings.Contains(says,
					c.says) || strings.Contains(says, "\n") {
					t.Errorf("%s: %s", p.Dir, says)
				}
			}
			if c.says != readable { // all the same: two runs
				return
			}
			files := everything(t, b)
			if !bytes.Contains(files["tables/table1.md"], []byte("pass through the same states")) ||
				!bytes.Contains(files["tables/table5.csv"], []byte(",agrees,")) {
				t.Error("the other runs are not in their tables")
			}
		})
	}
}

// TestDivergedRuns draws and counts trainings whose losses are no numbers, or beyond all bounds.
func TestDivergedRuns(t *testing.T) {
	for _, loss := range []float64{math.NaN(), math.Inf(1), 1e300, 1e12, 0, -1} {
		runs := []*run.Run{synthetic(paper.Config("vgg16", 3)), synthetic(paper.Config("resnet50", 6))}
		for i := range runs[0].History[20:] {
			e := &runs[0].History[20+i]
			e.Loss, e.ValLoss = loss, loss
		}
		b, err := Read(saved(t, runs...))
		if err != nil || len(b.Problems) > 0 {
			t.Fatal(err, b.Problems)
		}
		everything(t, b)
	}
}
