package report

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	folder := t.TempDir()
	if keep := os.Getenv("FT_KEEP_REPORT"); keep != "" { // to look at it
		folder = keep
	}
	book := newBook(someRuns())
	left, err := book.Write(folder, Sources{})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(left)
	readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"## Scope of reproducibility", "## Methodology", "## Results", "## What was easy", "## What was difficult",
		"## Inconsistencies in the paper", "## Raw files", "ft reproduce --table 1 --rows 12,16",
	} {
		if !strings.Contains(string(readme), want) {
			t.Errorf("README.md has no %q", want)
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(string(readme), -1) {
		if strings.HasPrefix(m[1], "runs") {
			continue
		}
		if heading, ok := strings.CutPrefix(m[1], "#"); ok {
			want := "\n## " + strings.ReplaceAll(heading, "-", " ")
			page := strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(string(readme), "'", "")), "\n### ", "\n## ")
			if !strings.Contains(page, want) {
				t.Errorf("README.md has no heading for %s", m[1])
			}
			continue
		}
		if _, err := os.Stat(filepath.Join(folder, m[1])); err != nil {
			t.Errorf("README.md links what isn't there: %s", m[1])
		}
	}
	html, err := os.ReadFile(filepath.Join(folder, "report.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(html)
	if n := strings.Count(page, "@font-face"); n != 2 {
		t.Errorf("report.html has %d fonts, want 2", n)
	}
	if !strings.Contains(page, "<svg ") || regexp.MustCompile(`(src|href)="https?:`).MatchString(page) {
		t.Error("report.html must hold its figures and load nothing")
	}
	t.Logf("report.html of %d bytes", len(page))

	if err := book.Check(folder); err != nil {
		t.Error(err)
	}
	for name, change := range map[string][2]string{
		"tables/table5.csv": {"97.9", "99.9"}, "README.md": {"97.9", "99.9"}, "tables/macros.tex": {"97.9", "99.9"},
		"figures/figure6.svg": {`stroke-width:0.8`, `stroke-width:0.9`}, "report.tex": {`\ftResnetSixAcc`, `97.53`},
	} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		old, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(old, []byte(change[0])) {
			t.Errorf("%s has no %s to change", name, change[0])
		}
		if err := os.WriteFile(path, bytes.Replace(old, []byte(change[0]), []byte(change[1]), 1), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := book.Check(folder); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a changed number in %s must be found: %v", name, err)
		}
		if err := os.WriteFile(path, old, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	book.runs[0].History[40].ValLoss *= 1.2 // in the middle of a run, where no table reads
	if err := book.Check(folder); err == nil || !strings.Contains(err.Error(), "figure") || strings.Contains(err.Error(),
		"table") {
		t.Errorf("a run that has changed must make its figures differ, and no table: %v", err)
	}
}

func TestReportWithoutRuns(t *testing.T) {
	book := newBook(nil)
	figures, _, err := book.Figures(Sources{})
	if err != nil {
		t.Fatal(err)
	}
	readme, err := book.markdown(figures)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "No runs yet") {
		t.Error("a report of nothing must say so")
	}
}

// TestReportOfADivergedRun checks that losses that are no numbers do not stop the report of all the other runs.
func TestReportOfADivergedRun(t *testing.T) {
	runs := someRuns()
	for i := range runs[0].History[40:] {
		runs[0].History[40+i].Loss, runs[0].History[40+i].ValLoss = math.NaN(), math.Inf(1)
	}
	for _, r := range runs { // all of one row
		if r.Config.Model == "resnet50" && r.Config.Trainable == "26" {
			for i := range r.History {
				r.History[i].Loss, r.History[i].ValLoss = math.NaN(), math.NaN()
			}
		}
	}
	if _, err := newBook(runs).Write(t.TempDir(), Sources{}); err != nil {
		t.Error(err)
	}
}
