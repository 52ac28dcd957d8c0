package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/internal/browsertest"
)

// TestPageInBrowser looks at the page of the recorded runs, and of made-up ones: nothing overflows, the summary fits
// one screen, links of the page lead somewhere, folded parts open, and on paper they are open.
func TestPageInBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	recorded, err := Read("../../results/runs")
	if err != nil {
		t.Fatal(err)
	}
	for name, book := range map[string]*Book{"recorded": recorded, "made up": newBook(someRuns())} {
		t.Run(name, func(t *testing.T) {
			figures, _, err := book.Figures(Sources{})
			if err != nil {
				t.Fatal(err)
			}
			html, err := book.html(figures)
			if err != nil {
				t.Fatal(err)
			}
			page := filepath.Join(t.TempDir(), "report.html")
			if err := os.WriteFile(page, html, 0o644); err != nil {
				t.Fatal(err)
			}
			browsertest.Inspect(t, page, browsertest.Phone, browsertest.Laptop,
				browsertest.View{Name: "summary", Width: 1280, Height: 800, Faults: `(() => {
					const bottom = document.getElementById('contents').previousElementSibling.getBoundingClientRect().bottom;
					return bottom > innerHeight ? ['the summary ends at ' + Math.round(bottom)] : [];
				})()`},
				browsertest.View{Name: "links", Width: 1280, Height: 800, Faults: `(() => {
					const to = [...document.querySelectorAll('a[href^="#"]')].map(a => a.getAttribute('href').slice(1));
					const faults = to.filter(id => !document.getElementById(id)).map(id => 'no heading ' + id);
					for (const h of document.querySelectorAll('#contents ~ h2, #contents ~ h3'))
						if (!to.includes(h.id)) faults.push('not in the contents: ' + h.textContent);
					return faults;
				})()`},
				browsertest.View{Name: "folded", Width: 1280, Height: 800, Faults: `(() => {
					const all = [...document.querySelectorAll('details')], faults = [];
					if (all.length < 20) faults.push('folded parts: ' + all.length);
					for (const d of all) {
						const title = d.querySelector('summary'), shown = () => title.nextElementSibling.checkVisibility();
						if (shown()) faults.push('open: ' + title.textContent);
						title.click();
						if (!shown()) faults.push('stays folded: ' + title.textContent);
					}
					for (const t of document.querySelectorAll('table'))
						if (t.rows.length > 20 && !t.closest('details')) faults.push('not folded: ' + t.textContent.slice(0, 40));
					return faults;
				})()`},
				browsertest.View{Name: "paper", Width: 1280, Height: 800, Media: "print", Faults: `(() =>
					[...document.querySelectorAll('summary')].filter(s => !s.nextElementSibling.checkVisibility() ||
						s.nextElementSibling.getBoundingClientRect().height == 0).map(s => 'not printed: ' + s.textContent))()`})
		})
	}
}

// TestSummaryInWords has the sentences of the summary from made-up runs, of which the numbers are known.
func TestSummaryInWords(t *testing.T) {
	none := newBook(nil)
	if none.differing() != nil || none.agreeing() != "" || none.splitsInWords() != "" || none.settingsInWords() != "" ||
		none.ratesInWords() != "" {
		t.Error("no runs, and something is said of them")
	}
	runs := someRuns()
	for _, r := range runs { // far from the paper
		if r.Config.Model == "vgg16" && r.Config.Trainable == "3" && r.Config.Split.Fold == 0 {
			for i := range r.History {
				e := &r.History[i]
				e.Loss, e.ValCorrect, e.ValAccuracy = e.Loss/1000, 81, 0.5
			}
		}
	}
	book := newBook(runs)
	got := strings.Join(book.differing(), "\n")
	for _, want := range []string{
		"VGG16 on the hold-out split: test accuracy is lower in 2 of 4 rows (N = 3), by 28.4 to 32.1 points; ",
		"training loss is lower in 2, by a factor of ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	const left = "VGG16 on the hold-out split with N = 12 and 16; VGG16 in five folds with N = 8, 12 and 16; "
	if got := book.notRun(); !strings.HasPrefix(got, left) {
		t.Error(got)
	}
	if got := book.agreeing(); !strings.HasPrefix(got, "2 of 4 for VGG16 on the hold-out split, ") {
		t.Error(got)
	}
}

// TestContents lists headings after the mark, and links them as code hosts do.
func TestContents(t *testing.T) {
	const page = "## Before\n\n" + contentsMark + "\n\n## Results\n\n### What the split decides\n\n#### Deep\n\n" +
		"### Table 1\n\n## The paper's 5-fold runs\n"
	const want = "## Contents\n\n- [Results](#results): [What the split decides](#what-the-split-decides), " +
		"[Table 1](#table-1)\n- [The paper's 5-fold runs](#the-papers-5-fold-runs)"
	if got := contents(page); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
