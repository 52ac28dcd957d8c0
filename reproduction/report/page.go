package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// page.md is the whole report, paper.tex a document that shows how to use its tables, macros and figures in a paper.
// What they take is in page and in tex.
var (
	//go:embed page.md
	pageText string
	//go:embed paper.tex
	paperText string
)

const pageTitle = "[Re] Transfer learning by fine-tuning VGG16 and ResNet50"

// screenWidth is the width of figures on a screen, in CSS pixels: twice their printed width.
const screenWidth = 640

var blankLines = regexp.MustCompile(`\n{3,}`)

// markdown is the page for a code host; figures are files in folder figures.
func (b *Book) markdown(figures []*figure.Figure) ([]byte, error) {
	return b.page(figures, func(t table.Table) (string, error) {
		var out strings.Builder
		err := t.Write(&out, table.Markdown)
		return out.String(), err
	}, func(f *figure.Figure) (string, error) {
		// An image of the printed size would be too small to read on a screen.
		says := title(f) + ". " + f.Caption
		return fmt.Sprintf("<img src=\"figures/%s.svg\" width=\"%d\" alt=\"%s\">\n\n*%s* [PDF](figures/%[1]s.pdf) [PNG](figures/%[1]s.png)\n",
			f.Name, screenWidth, html.EscapeString(says), table.EscapeMarkdown(says)), nil
	})
}

// page fills page.md, with a way to show tables and one to show figures, of which there may be fewer than it names.
func (b *Book) page(figures []*figure.Figure, showTable func(table.Table) (string, error),
	showFigure func(*figure.Figure) (string, error)) ([]byte, error) {
	named := map[string]table.Table{}
	for _, t := range append(b.ownTables(), b.nine(), slips()) {
		named[t.Name] = t
	}
	sections, err := b.sections()
	if err != nil {
		return nil, err
	}
	show := template.FuncMap{
		"md": table.EscapeMarkdown,
		"table": func(tables ...any) (out string, err error) { // names, or the tables themselves
			for _, t := range tables {
				if name, ok := t.(string); ok {
					t = named[name]
				}
				if t, ok := t.(table.Table); ok && t.Rows != nil && err == nil {
					var text string
					text, err = showTable(t)
					out += text + "\n"
				}
			}
			return out, err
		},
		"figure": func(names ...string) (out string, err error) {
			for _, name := range names {
				if i := slices.IndexFunc(figures, func(f *figure.Figure) bool { return f.Name == name }); i >= 0 && err == nil {
					var text string
					text, err = showFigure(figures[i])
					out += text + "\n"
				}
			}
			return out, err
		},
	}
	page, err := template.New("page.md").Option("missingkey=error").Funcs(show).Parse(pageText)
	if err != nil {
		return nil, err
	}
	claims := b.judged()
	own, ours := map[string]int{}, map[string]int{}
	for _, c := range claims {
		own[string(c.Own.Verdict)]++
		ours[string(c.Ours.Verdict)]++
	}
	verdicts, ofImages := pairedCounts(claims)
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"Title": pageTitle, "Citation": paper.Citation, "Licence": paper.Licence,
		"Images": paper.Images, "TestImages": paper.TestImages, "TrainImages": paper.TrainImages, "SplitSeed": paper.SplitSeed,
		"LossFactor": lossFactor, "FewSeeds": fewSeeds, "SmallGap": paper.SmallGap, "ClearRise": paper.ClearRise, "FoldsNote": foldsNote,
		"VGG": paper.Config("vgg16", 0), "ResNet": paper.Config("resnet50", 0),
		"Rows": len(b.lines()), "Done": len(b.measured()), "Finished": len(b.finished()), "Count": b.tallies(),
		"Differing":      b.differing(),
		"LowestTraining": lowestTraining(), "Claims": claims, "Own": own, "Ours": ours, "Paired": verdicts, "OfImages": ofImages, "Copies": b.copies(), "Inputs": b.inputs(),
		"Hours": b.hours(), "TheirHours": b.theirHours(), "ColabHours": paper.ColabSeconds / 3600.0, "Commands": b.commands(),
		"Tables": sections, "Peers": b.peers, "Raw": b.rawFiles(), "AgainstItself": againstItself(),
	})
	// What there is none of leaves its blank lines.
	return append(bytes.TrimSpace(blankLines.ReplaceAll(out.Bytes(), []byte("\n\n"))), '\n'), err
}

// section is what the page shows of one of tables 1 to 8.
type section struct {
	ID           int
	Layout, Full table.Table // Full is of the rows that were run, and without rows if none was
	Figures      []string
}

func (b *Book) sections() (all []section, err error) {
	for _, of := range paper.Tables() {
		s := section{ID: of.ID}
		if s.Layout, err = b.layout(of.ID); err != nil {
			return nil, err
		}
		if s.Full, err = b.Table(of.ID); err != nil {
			return nil, err
		}
		s.Full.Rows = slices.DeleteFunc(s.Full.Rows, func(row []string) bool { return row[len(row)-1] == string(notRun) })
		if len(s.Full.Rows) == 0 {
			s.Full = table.Table{}
		} else {
			s.Full.Caption = fmt.Sprintf("Table %d, the rows that were run", of.ID)
			s.Full.Notes, s.Layout.Notes = append(s.Layout.Notes, b.sharedNote(of)...), nil // the others stand above all tables
		}
		for id := 6; id <= 13; id++ {
			if curveFigures[id].table == of.ID {
				s.Figures = append(s.Figures, fmt.Sprintf("figure%d", id))
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// tex fills paper.tex.
func (b *Book) tex(figures []*figure.Figure) ([]byte, error) {
	t, err := template.New("paper.tex").Delims("<<",
		">>").Funcs(template.FuncMap{"tex": table.EscapeLaTeX}).Parse(paperText)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, map[string]any{"Title": pageTitle, "Citation": paper.Citation,
		"Tables": []int{1, 2, 3, 4, 5, 6, 7, 8}, "Figures": figures})
	return out.Bytes(), err
}

// slips is the table of the places where the paper contradicts itself.
func slips() table.Table {
	t := newTable("slips", "What the paper says and what its numbers show",
		words("the paper says"), words("its numbers show"), words("how that is known"))
	for _, s := range paper.Slips() {
		t.Rows = append(t.Rows, []string{s.Says, s.Shows, s.Proof})
	}
	return t
}

// differing are the first numbers that don't agree with the paper's.
func (b *Book) differing() string {
	var lines []string
	for _, r := range b.records {
		if r.agreement == higher || r.agreement == lower {
			lines = append(lines, fmt.Sprintf("%s of table %d, N = %d, %s for the paper's %s",
				r.label(), r.row.Table, r.row.Trainable, r.number(r.ours.mean), r.theirText()))
		}
	}
	if more := len(lines) - 6; more > 0 {
		lines = append(lines[:6], fmt.Sprintf("and %d more numbers in the tables below", more))
	}
	return strings.Join(lines, "; ")
}

// lowestTraining is the paper's lowest training accuracy, in percent.
func lowestTraining() float64 {
	lowest := 100.0
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			if t.Protocol == paper.Holdout {
				lowest = min(lowest, row.TrainAccuracy)
			}
		}
	}
	return lowest
}
