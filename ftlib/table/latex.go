package table

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var number = regexp.MustCompile(`^[+-]?\d+(\.\d+)?$`)

// latexColumns are LaTeX' descriptions of the columns: one of numbers alone is siunitx' S.
func (t Table) latexColumns() (spec []string, numeric []bool) {
	spec, numeric = make([]string, len(t.Columns)), make([]bool, len(t.Columns))
	wide := t.wide()
	share := 0.45 // of the line's width, for all columns of sentences
	if len(t.Columns) > 6 {
		share = 0.3
	}
	for i, c := range t.Columns {
		spec[i] = "l"
		if wide[i] {
			spec[i] = fmt.Sprintf(`>{\raggedright\arraybackslash}p{%.2f\linewidth}`, share/float64(len(wide)))
		}
		if c.Right {
			spec[i] = "r"
			if whole, fraction, ok := t.extent(i); ok {
				sign := ""
				if t.signed(i) {
					sign = "+"
				}
				// In the words that versions 2 and 3 of siunitx share. Digits are in no groups, and a plus is kept.
				spec[i] = fmt.Sprintf("S[table-format=%s%d.%d,group-minimum-digits=12%s]", sign, whole, fraction,
					map[bool]string{true: ",retain-explicit-plus"}[sign != ""])
				numeric[i] = true
			}
		}
	}
	return spec, numeric
}

// latex writes a booktabs table for \input.
func (t Table) latex(b *bytes.Buffer) {
	spec, numeric := t.latexColumns()
	const needs = `needs \usepackage{array,booktabs,graphicx,siunitx}`
	if t.Writer == "" {
		fmt.Fprintf(b, "%% The table %s.\n", needs)
	} else {
		fmt.Fprintf(b, "%% Written by %s; %s. Don't edit: your changes would be overwritten.\n", t.Writer, needs)
	}
	size, gap := `\small`, 3.5
	if len(t.Columns) > 8 || len(t.wide()) > 0 {
		size = `\footnotesize`
	}
	if len(t.Columns) > 10 {
		gap = 2.5
	}
	fmt.Fprintf(b, "\\begin{table}\n  \\centering%s\\setlength{\\tabcolsep}{%gpt}\n", size, gap)
	if t.Caption != "" {
		fmt.Fprintf(b, "  \\caption{%s}\n", EscapeLaTeX(unnumbered(t.Caption)))
	}
	if t.Name != "" {
		fmt.Fprintf(b, "  \\label{tab:ft-%s}\n", t.Name)
	}
	b.WriteString("  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%% no wider than a line\n")
	fmt.Fprintf(b, "  \\begin{tabular}{%s}\n    \\toprule\n", strings.Join(spec, " "))
	line := func(cells []string, head bool) {
		out := make([]string, len(cells))
		for i, cell := range cells {
			out[i] = EscapeLaTeX(cell)
			if !head {
				out[i] = latexPowers.ReplaceAllString(out[i], `$1$2$$\times10^{$3$4}$$$5`)
			}
			if numeric[i] && (head || !number.MatchString(cell)) {
				out[i] = "{" + out[i] + "}"
			}
		}
		fmt.Fprintf(b, "    %s \\\\\n", strings.Join(out, " & "))
	}
	t.latexOver(b)
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	line(heads, true)
	b.WriteString("    \\midrule\n")
	for _, row := range t.Rows {
		line(row, false)
	}
	b.WriteString("    \\bottomrule\n  \\end{tabular}}\n")
	for _, note := range t.Notes {
		fmt.Fprintf(b, "\n  \\smallskip\\footnotesize %s\n", EscapeLaTeX(note))
	}
	b.WriteString("\\end{table}\n")
}

// captionNumber is a table's number at the start of its caption, which LaTeX gives itself.
var captionNumber = regexp.MustCompile(`^Table \d+: `)

func unnumbered(caption string) string {
	rest := captionNumber.ReplaceAllString(caption, "")
	if rest == caption || rest == "" {
		return caption
	}
	return strings.ToUpper(rest[:1]) + rest[1:]
}

// latexOver writes the heads over several columns, with a rule below each.
func (t Table) latexOver(b *bytes.Buffer) {
	if t.Over == nil {
		return
	}
	var cells, rules []string
	t.spans(func(from, to int) {
		cells = append(cells, fmt.Sprintf(`\multicolumn{%d}{c}{%s}`, to-from, EscapeLaTeX(t.Over[from])))
		if t.Over[from] != "" {
			rules = append(rules, fmt.Sprintf(`\cmidrule(lr){%d-%d}`, from+1, to))
		}
	})
	fmt.Fprintf(b, "    %s \\\\\n    %s\n", strings.Join(cells, " & "), strings.Join(rules, " "))
}

// wide are the columns of sentences, which must break into lines.
func (t Table) wide() map[int]bool {
	wide := map[int]bool{}
	for _, row := range t.Rows {
		for i, cell := range row {
			if len(cell) > 40 {
				wide[i] = true
			}
		}
	}
	return wide
}

// signed says whether a column has signs, which siunitx must leave space for.
func (t Table) signed(column int) bool {
	for _, row := range t.Rows {
		if strings.HasPrefix(row[column], "+") || strings.HasPrefix(row[column], "-") {
			return true
		}
	}
	return false
}

// missing are the cells of a column of numbers where there is none.
var missing = []string{"", "–", "not run"}

// extent is the widest whole and fractional part of a column's numbers. ok is false where there is text such as
// "97.4 ± 0.8", which S can't align.
func (t Table) extent(column int) (whole, fraction int, ok bool) {
	for _, row := range t.Rows {
		cell := row[column]
		if slices.Contains(missing, cell) {
			continue
		}
		if !number.MatchString(cell) {
			return 0, 0, false
		}
		ok = true
		before, after, _ := strings.Cut(strings.TrimLeft(cell, "+-"), ".")
		whole, fraction = max(whole, len(before)), max(fraction, len(after))
	}
	return whole, fraction, ok
}

var latexSpecial = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `$`, `\$`, `&`, `\&`, `#`, `\#`, `%`, `\%`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`, `<`, `\textless{}`, `>`, `\textgreater{}`, `|`, `\textbar{}`,
	`±`, `$\pm$`, `–`, `--`, `×`, `$\times$`, `−`, `$-$`, `≤`, `$\leq$`, `≥`, `$\geq$`, `…`, `\dots{}`, `→`, `$\to$`,
	"\n", " ",
)

// latexPowers finds numbers such as 3.65e-05, to write them as powers of ten. They stand alone: names may look like
// them.
var latexPowers = regexp.MustCompile(`(^|[\s(])([+-]?\d+(?:\.\d+)?)e(-?)\+?0*(\d+)($|[\s),])`)

// EscapeLaTeX makes text mean itself in LaTeX. What stands in backquotes becomes typewriter text.
func EscapeLaTeX(s string) string {
	return codeSpan(s, latexSpecial.Replace,
		func(code string) string { return `\texttt{` + latexSpecial.Replace(code) + `}` })
}
