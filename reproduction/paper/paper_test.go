package paper

import (
	"math"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

func TestTablesHoldSixteenRowsTwice(t *testing.T) {
	rows, seconds := 0, 0.0
	for _, table := range Tables() {
		for _, r := range table.Rows {
			rows++
			seconds += r.Seconds
		}
	}
	if rows != 32 || seconds != ColabSeconds {
		t.Errorf("%d rows and %v s, want 32 and %v", rows, seconds, ColabSeconds)
	}
	if n := len(Comparison()); n != 7 {
		t.Errorf("table 9 has %d rows, want 7", n)
	}
}

// TestAccuraciesAreCounts is the proof behind TestImages, TrainImages and FoldSizes.
func TestAccuraciesAreCounts(t *testing.T) {
	for _, table := range Tables() {
		for _, r := range table.Rows {
			if table.Protocol == Holdout {
				near(t, r, r.TestAccuracy, 100*float64(r.Correct())/TestImages, 1e-4)
				near(t, r, r.TrainAccuracy, 100*float64(r.TrainCorrect())/TrainImages, 6e-3)
				continue
			}
			totals := decode(r.MeanAccuracy, r.StdAccuracy)
			if len(totals) != 1 || !totals[r.Correct()] {
				t.Errorf("table %d row %d decodes to %v, want only %d", r.Table, r.Trainable, totals, r.Correct())
			}
		}
	}
}

func near(t *testing.T, r Row, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("table %d row %d: %v is no count, nearest %v", r.Table, r.Trainable, got, want)
	}
}

// decode finds the totals of correct answers whose five folds have this mean and population deviation.
func decode(mean, std float64) map[int]bool {
	totals := map[int]bool{}
	for first := 0; first <= 3*162; first++ {
		rest := int(math.Round((mean/100*5 - float64(first)/162) * 161))
		if rest < 0 || rest > 322 || math.Abs((float64(first)/162+float64(rest)/161)*20-mean) > 1.5e-4 {
			continue
		}
		for a := (first + 2) / 3; a <= 162; a++ {
			for b := max(0, first-2*a); b <= a; b++ {
				c := first - a - b
				if c < 0 || c > b {
					continue
				}
				for d := (rest + 1) / 2; d <= min(161, rest); d++ {
					sum := 0.0
					for i, k := range []int{a, b, c, d, rest - d} {
						sum += math.Pow(100*float64(k)/float64(FoldSizes[i])-mean, 2)
					}
					if math.Abs(math.Sqrt(sum/5)-std) < 2.5e-4 {
						totals[first+rest] = true
					}
				}
			}
		}
	}
	return totals
}

func TestRunNames(t *testing.T) {
	row := func(table, n int) Row {
		r, err := Find(table, n)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	hold := row(5, 6).Configs(1, true)[0]
	demo := hold
	demo.Data = "demo"
	glob := hold
	glob.Trainable = "block5_*,fc1"
	fast := hold
	fast.Optimizer.LearningRate = 1
	short := hold
	short.Optimizer = run.Optimizer{Name: "adam"}
	for _, test := range []struct {
		config run.Config
		want   string
	}{
		{hold, "resnet50-n6-holdout-seed1"},
		{short, "resnet50-n6-holdout-seed1"},
		{row(5, 6).Configs(3, false)[0], "resnet50-n6-holdout-seed3-e100"},
		{row(3, 8).Configs(2, true)[4], "vgg16-n8-fold5of5-seed2"},
		{demo, "resnet50-n6-holdout-seed1-demo"},
		{glob, "resnet50-block5-fc1-holdout-seed1"},
	} {
		if got := RunName(test.config); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
	if got := RunName(fast); len(got) != len("resnet50-n6-holdout-seed1-x123456") {
		t.Errorf("another learning rate: %s", got)
	}
}

// TestFitsWhateverTheWords checks that a row takes a run however its settings are written.
func TestFitsWhateverTheWords(t *testing.T) {
	row, err := Find(1, 3)
	if err != nil {
		t.Fatal(err)
	}
	written := row.Configs(1, true)[0]
	for name, change := range map[string]func(*run.Config){
		"defaults left out": func(c *run.Config) { c.Weights, c.Optimizer.Rho = "", 0 },
		"no head":           func(c *run.Config) { c.Head = "" },
		"head spelled":      func(c *run.Config) { c.Head = "flatten,128,128" },
		"names":             func(c *run.Config) { c.Trainable = "fc1,fc2,output" },
		"globs":             func(c *run.Config) { c.Trainable = "fc*,output" },
		"the head":          func(c *run.Config) { c.Trainable = "head" },
	} {
		c := written
		change(&c)
		if !row.Fits(c) {
			t.Errorf("%s: does not fit", name)
		}
	}
	for name, change := range map[string]func(*run.Config){
		"another head":   func(c *run.Config) { c.Head = "flatten,128,64" },
		"more layers":    func(c *run.Config) { c.Trainable = "block5,fc*,output" },
		"another rate":   func(c *run.Config) { c.Optimizer.LearningRate = 1 },
		"another layer":  func(c *run.Config) { c.Trainable = "fc1,fc2" },
		"no such layers": func(c *run.Config) { c.Trainable = "fc9" },
	} {
		c := written
		change(&c)
		if row.Fits(c) {
			t.Errorf("%s: fits", name)
		}
	}
}

func TestFits(t *testing.T) {
	r, _ := Find(5, 6)
	five, _ := Find(7, 6)
	long := r.Configs(4, true)[0]
	if !r.Fits(long) || five.Fits(long) {
		t.Error("a 200-epoch hold-out run must fill table 5 and not table 7")
	}
	six, _ := Find(6, 6)
	if six.Fits(r.Configs(1, false)[0]) {
		t.Error("a 100-epoch run must not fill table 6")
	}
	if !five.Fits(five.Configs(1, true)[3]) {
		t.Error("a fold must fill its table")
	}
	long.Data = "demo"
	if r.Fits(long) {
		t.Error("a demo run must not fill a table")
	}
}

func TestFindSaysWhatThereIs(t *testing.T) {
	if _, err := Find(1, 6); err == nil || err.Error() != "table 1 has no row 6: name one of [3 8 12 16]" {
		t.Error(err)
	}
	if _, err := Find(9, 6); err == nil {
		t.Error("table 9 has no trainings")
	}
}
