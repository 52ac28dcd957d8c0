package report_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/report"
)

func write(t *testing.T, table report.Table, format report.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := table.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTables(t *testing.T) {
	book := report.New(someRuns())
	for _, id := range []int{5, 7, 9} {
		table, err := book.Table(id)
		if err != nil {
			t.Fatal(err)
		}
		goldenBytes(t, fmt.Sprintf("testdata/table%d_golden.md", id), write(t, table, report.Markdown))
		goldenBytes(t, fmt.Sprintf("testdata/table%d_golden.tex", id), write(t, table, report.LaTeX))
	}
	for name, make := range map[string]func(int) (report.Table, error){
		"source": book.Source, "runs": book.RunTable, "layout": book.Layout,
	} {
		table, err := make(7)
		if err != nil {
			t.Fatal(err)
		}
		goldenBytes(t, "testdata/"+name+"_golden.csv", write(t, table, report.CSV))
	}
	goldenBytes(t, "testdata/claims_golden.md", write(t, book.Claims(), report.Markdown))
	var macros bytes.Buffer
	if err := book.Macros(&macros); err != nil {
		t.Fatal(err)
	}
	goldenBytes(t, "testdata/macros_golden.tex", macros.Bytes())
}

func TestMacroNames(t *testing.T) {
	row, _ := paper.Find(5, 6)
	if name := report.MacroName(row, report.Quantities(paper.Holdout)[4]); name != "ftResnetSixAcc" {
		t.Error(name)
	}
	seen := map[string]bool{}
	for _, table := range paper.Tables() {
		for _, row := range table.Rows {
			for _, q := range report.Quantities(table.Protocol) {
				name := report.MacroName(row, q)
				if seen[name] {
					t.Errorf("%s stands for two numbers", name)
				}
				seen[name] = true
			}
		}
	}
}

func TestEscaping(t *testing.T) {
	table := report.Table{
		Name: "x", Caption: "50 % & more", Columns: []report.Column{{Head: "a_b"}, {Head: "n", Right: true}},
		Rows:  [][]string{{`x|y*z\`, "-1.25"}, {"<b>", "not run"}, {"1 ± 2", "12.5"}},
		Notes: []string{"Run `ft x_y --n 3`"},
	}
	for format, wants := range map[report.Format][]string{
		report.Markdown: {`x\|y\*z\\`, "&lt;b&gt;", "`ft x_y --n 3`", "| ------: |"},
		report.LaTeX:    {`50 \% \& more`, `a\_b`, `x\textbar{}y*z\textbackslash{}`, `S[table-format=+2.2,group-digits=none]`, `{not run}`, `{n}`, `1 $\pm$ 2`, `\texttt{ft x\_y`},
		report.HTML:     {"&lt;b&gt;", "<code>ft x_y --n 3</code>", `<td class="n">-1.25</td>`},
		report.CSV:      {"a_b,n\n", "1 ± 2,12.5"},
	} {
		got := string(write(t, table, format))
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", format, want, got)
			}
		}
	}
	table.Rows = append(table.Rows, []string{"short"})
	if err := table.Write(&bytes.Buffer{}, report.CSV); err == nil {
		t.Error("a short row must be an error")
	}
	if err := (report.Table{}).Write(&bytes.Buffer{}, "doc"); err == nil {
		t.Error("an unknown format must be an error")
	}
}

func TestWilson(t *testing.T) {
	// Newcombe 1998, table I: 81 of 263 and 0 of 20.
	for _, test := range []struct {
		k         float64
		n         int
		low, high float64
	}{{81, 263, 0.2553, 0.3662}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}} {
		low, high := report.Wilson(test.k, test.n)
		if math.Abs(low-test.low) > 5e-5 || math.Abs(high-test.high) > 5e-5 {
			t.Errorf("%v of %d: %.4f to %.4f", test.k, test.n, low, high)
		}
	}
}

func TestRule(t *testing.T) {
	for _, test := range []struct {
		got, want report.Verdict
	}{
		{report.JudgeCount(161, 159, 162), report.Agrees},
		{report.JudgeCount(161, 150, 162), report.Lower},
		{report.JudgeCount(100, 150, 162), report.Higher},
		{report.JudgeCount(162, 162, 162), report.Agrees},
		{report.JudgeCount(646, 645.5, 646), report.Agrees}, // half an image short of all
		{report.JudgeLoss(1, 2), report.SameOrder},
		{report.JudgeLoss(1, 2.1), report.Higher},
		{report.JudgeLoss(1, 0.4), report.Lower},
		{report.JudgeLoss(1, math.NaN()), report.Higher},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

func TestFill(t *testing.T) {
	row, _ := paper.Find(7, 6)
	var runs []*run.Run
	for seed := uint32(1); seed <= 2; seed++ {
		for _, c := range row.Configs(seed, true) {
			runs = append(runs, synthetic(c))
		}
	}
	all := report.Fill(row, runs[:9]) // the second seed lacks a fold
	if len(all) != 1 || all[0].Total != paper.Images || !all[0].Shared() || len(all[0].Folds) != 5 {
		t.Fatalf("%+v", all)
	}
	short := synthetic(row.Configs(1, false)[0])
	if all = report.Fill(row, append(runs, short)); len(all) != 2 || all[0].Runs[0] != short {
		t.Error("the training that ends at the row's epoch must be taken before the longer one")
	}
	hold, _ := paper.Find(5, 6)
	if len(report.Fill(hold, runs)) != 0 {
		t.Error("folds must not fill a hold-out row")
	}
}

func TestCompareShowsOnlyDifferences(t *testing.T) {
	row, _ := paper.Find(5, 6)
	a := row.Configs(1, true)[0]
	b := a
	b.Optimizer.LearningRate = 0.01
	b.Optimizer.Epsilon = 0 // the default, as in a
	table, err := report.Compare(synthetic(a), synthetic(b))
	if err != nil {
		t.Fatal(err)
	}
	if table.Rows[0][0] != "optimizer.learning_rate" || table.Rows[1][0] != "epochs done" {
		t.Errorf("\n%s", table)
	}
}

// TestStatus counts what half-done runs fill.
func TestStatus(t *testing.T) {
	text := report.New(someRuns()).Status().String()
	lines := strings.Split(text, "\n")
	for i, want := range map[int]string{2: "1 VGG16 hold-out 100 2 of 4 3, 1 ", 4: "3 VGG16 5-fold 100 1 of 4 2 ", 9: "8 ResNet50 5-fold 200 2 of 4 2, 1 "} {
		if got := strings.Join(strings.Fields(lines[i]), " "); !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q…", got, want)
		}
	}
	if none := report.New(nil).Status().String(); strings.Count(none, "0 of 4") != 8 {
		t.Error(none)
	}
}
