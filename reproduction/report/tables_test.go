package report

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/testfile"
	"github.com/finetune-go/ft/reproduction/paper"
)

func write(t *testing.T, of table.Table, format table.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := of.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTables(t *testing.T) {
	book := newBook(someRuns())
	for _, id := range []int{5, 7, 9} {
		got, err := book.Table(id)
		if err != nil {
			t.Fatal(err)
		}
		testfile.Compare(t, fmt.Sprintf("testdata/table%d_golden.md", id), write(t, got, table.Markdown))
		testfile.Compare(t, fmt.Sprintf("testdata/table%d_golden.tex", id), write(t, got, table.LaTeX))
	}
	for name, make := range map[string]func(int) (table.Table, error){
		"source": book.source, "runs": book.RunTable, "layout": book.layout,
	} {
		got, err := make(7)
		if err != nil {
			t.Fatal(err)
		}
		testfile.Compare(t, "testdata/"+name+"_golden.csv", write(t, got, table.CSV))
	}
	testfile.Compare(t, "testdata/claims_golden.md", write(t, book.Claims(), table.Markdown))
	testfile.Compare(t, "testdata/macros_golden.tex", book.macros())
}

func TestMacroNames(t *testing.T) {
	row, _ := paper.Find(5, 6)
	if name := macroName(row, testAccuracy.macro); name != "ftResnetSixAcc" {
		t.Error(name)
	}
	seen := map[string]bool{}
	for _, table := range paper.Tables() {
		for _, row := range table.Rows {
			for _, q := range quantities(table.Protocol) {
				if q.macro == "" {
					continue
				}
				name := macroName(row, q.macro)
				if seen[name] {
					t.Errorf("%s stands for two numbers", name)
				}
				seen[name] = true
			}
		}
	}
}

func TestRule(t *testing.T) {
	for _, test := range []struct {
		got, want agreement
	}{
		{compareCounts(161, 159, 162), agrees},
		{compareCounts(161, 150, 162), lower},
		{compareCounts(100, 150, 162), higher},
		{compareCounts(162, 162, 162), agrees},
		{compareCounts(646, 645.5, 646), agrees}, // half an image short of all
		{compareLosses(1, 2), sameOrder},
		{compareLosses(1, 2.1), higher},
		{compareLosses(1, 0.4), lower},
		{compareLosses(1, math.NaN()), higher},
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
	all := fill(row, runs[:9]) // the second seed lacks a fold
	if len(all) != 1 || all[0].total != paper.Images || !all[0].shared() || len(all[0].runs) != 5 {
		t.Fatalf("%+v", all)
	}
	short := synthetic(row.Configs(1, false)[0])
	if all = fill(row, append(runs, short)); len(all) != 2 || all[0].runs[0] != short {
		t.Error("the training that ends at the row's epoch must be taken before the longer one")
	}
	hold, _ := paper.Find(5, 6)
	if len(fill(hold, runs)) != 0 {
		t.Error("folds must not fill a hold-out row")
	}
}

// TestStatus counts what half-done runs fill.
func TestStatus(t *testing.T) {
	text := newBook(someRuns()).status().String()
	lines := strings.Split(text, "\n")
	for i, want := range map[int]string{2: "1 VGG16 hold-out 100 2 of 4 3, 1 ", 4: "3 VGG16 5-fold 100 1 of 4 2 ",
		9: "8 ResNet50 5-fold 200 2 of 4 2, 1 "} {
		if got := strings.Join(strings.Fields(lines[i]), " "); !strings.HasPrefix(got, want) {
			t.Errorf("%q, want %q…", got, want)
		}
	}
	if none := newBook(nil).status().String(); strings.Count(none, "0 of 4") != 8 {
		t.Error(none)
	}
}
