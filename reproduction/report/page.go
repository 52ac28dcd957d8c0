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
	"unicode"

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
		return fmt.Sprintf("<img src=\"figures/%s.svg\" width=\"%d\" alt=\"%s\">\n\n*%s* [PDF](figures/%[1]s.pdf) "+
			"[PNG](figures/%[1]s.png)\n",
			f.Name, screenWidth, html.EscapeString(says), table.EscapeMarkdown(says)), nil
	})
}

// page fills page.md, with a way to show tables and one to show figures, of which there may be fewer than it names.
func (b *Book) page(figures []*figure.Figure, showTable func(table.Table) (string, error),
	showFigure func(*figure.Figure) (string, error)) ([]byte, error) {
	named := map[string]table.Table{}
	for _, t := range append(b.ownTables(), b.nine(), inconsistencies()) {
		named[t.Name] = t
	}
	shown := func(t any, folded bool) (string, error) { // by its name, or the table itself
		of, _ := t.(table.Table)
		if name, ok := t.(string); ok {
			if of, ok = named[name]; !ok {
				return "", fmt.Errorf("no table %s", name)
			}
		}
		if of.Rows == nil {
			return "", nil
		}
		if !folded {
			text, err := showTable(of)
			return text + "\n", err
		}
		line := fmt.Sprintf("%s: %s", of.Caption, plural(len(of.Rows), "row"))
		of.Caption = "" // the line stands for it
		text, err := showTable(of)
		return fmt.Sprintf("<details><summary>%s</summary>\n\n%s\n</details>\n", html.EscapeString(line), text), err
	}
	sections, err := b.sections()
	if err != nil {
		return nil, err
	}
	show := template.FuncMap{
		"md":        table.EscapeMarkdown,
		"optimizer": optimizerName,
		"table":     func(t any) (string, error) { return shown(t, false) },
		"folded":    func(t any) (string, error) { return shown(t, true) },
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
	var out bytes.Buffer
	err = page.Execute(&out, map[string]any{
		"Title": pageTitle, "Citation": paper.Citation, "Licence": paper.Licence,
		"Images": paper.Images, "TestImages": paper.TestImages, "TrainImages": paper.TrainImages,
		"SplitSeed":  paper.SplitSeed,
		"LossFactor": lossFactor, "FewSeeds": fewSeeds, "SmallGap": paper.SmallGap, "ClearRise": paper.ClearRise,
		"FoldsNote": foldsNote,
		"VGG":       paper.Config("vgg16", 0), "ResNet": paper.Config("resnet50", 0),
		"Rows": len(b.lines()), "Done": len(b.measured()), "Single": b.single(), "NotRun": b.notRun(), "Count": b.tallies(),
		"Agreeing": b.agreeing(), "Differing": b.differing(), "Margin": b.margin(), "Splits": b.splitsInWords(),
		"RateRange": b.ratesInWords(), "Settings": b.settingsInWords(), "Copies": b.copies(),
		"Claims": claims, "Own": own, "Ours": ours, "Supported": textsOf(claims, paper.Supported),
		"Contradicted": textsOf(claims, paper.NotSupported), "Paired": pairedCounts(claims),
		"Overlapping": overlapping(claims), "Inputs": b.inputs(),
		"Inconsistencies": len(paper.Inconsistencies()), "Links": len(b.runs),
		"Hours": b.hours(), "TheirHours": b.theirHours(), "ColabHours": paper.ColabSeconds / 3600.0, "Commands": b.commands(),
		"Tables": sections, "Peers": b.peers, "Raw": b.rawFiles(), "AgainstItself": againstItself(),
	})
	// What there is none of leaves its blank lines.
	text := blankLines.ReplaceAllString(strings.TrimSpace(out.String()), "\n\n") + "\n"
	return []byte(strings.Replace(text, contentsMark, contents(text), 1)), err
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
			s.Full.Caption = fmt.Sprintf("Table %d number by number, with ranges, differences and verdicts", of.ID)
			s.Full.Notes = b.sharedNote(of) // the others stand above all tables, or below the layout
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

// inconsistencies is the table of the places where the paper's text and its numbers differ.
func inconsistencies() table.Table {
	t := newTable("inconsistencies", "What the paper says and what its numbers show",
		words("the paper says"), words("its numbers show"), words("how we know"))
	for _, s := range paper.Inconsistencies() {
		t.Rows = append(t.Rows, []string{s.Says, s.Shows, s.Proof})
	}
	return t
}

// contentsMark is where page.md has its table of contents.
const contentsMark = "<!-- contents -->"

var headings = regexp.MustCompile(`(?m)^(##|###) (.+)$`)

// contents is a table of contents of what follows its mark: a line for each section, with the parts of it.
func contents(page string) string {
	_, page, _ = strings.Cut(page, contentsMark)
	var out strings.Builder
	out.WriteString("## Contents\n")
	between := ""
	for _, m := range headings.FindAllStringSubmatch(page, -1) {
		if m[1] == "##" {
			between = "\n- "
		}
		fmt.Fprintf(&out, "%s[%s](#%s)", between, m[2], anchor(m[2]))
		between = map[string]string{"\n- ": ": "}[between]
		if between == "" {
			between = ", "
		}
	}
	return out.String()
}

// anchor is what a heading is linked by, on code hosts and in HTML.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, heading)
}
