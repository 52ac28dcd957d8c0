package table

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/finetune-go/ft/internal/printable"
)

// markdown writes a table of GitHub's flavour, padded so that the source can be read too.
func (t Table) markdown(b *bytes.Buffer) {
	if t.Caption != "" {
		fmt.Fprintf(b, "**%s**\n\n", EscapeMarkdown(t.Caption))
	}
	widths := t.widths(3, EscapeMarkdown)
	line := func(cells []string) {
		for i, cell := range cells {
			fmt.Fprintf(b, "| %s ", pad(EscapeMarkdown(cell), widths[i], t.Columns[i].Right))
		}
		b.WriteString("|\n")
	}
	line(t.heads())
	for i, c := range t.Columns {
		rule := strings.Repeat("-", widths[i])
		if c.Right {
			rule = rule[1:] + ":"
		}
		fmt.Fprintf(b, "| %s ", rule)
	}
	b.WriteString("|\n")
	for _, row := range t.Rows {
		line(row)
	}
	for _, note := range t.Notes {
		fmt.Fprintf(b, "\n%s\n", EscapeMarkdown(note))
	}
}

// codeSpan keeps text in backquotes as it is, so that commands can be copied.
func codeSpan(s string, outside, inside func(string) string) string {
	parts := strings.Split(s, "`")
	if len(parts)%2 == 0 { // an odd backquote starts no code
		return outside(s)
	}
	for i := range parts {
		if i%2 == 0 {
			parts[i] = outside(parts[i])
		} else {
			parts[i] = inside(parts[i])
		}
	}
	return strings.Join(parts, "")
}

var markdownSpecial = strings.NewReplacer("&", "&amp;", `\`, `\\`, `|`, `\|`, `*`, `\*`, `_`, `\_`, `<`, `&lt;`, `>`, `&gt;`, `[`, `\[`, `]`, `\]`, "\n", " ")

// markdownCode is for code, where only a cell's end and the end of a line have a meaning.
var markdownCode = strings.NewReplacer("|", `\|`, "\n", " ")

// EscapeMarkdown makes text mean itself in Markdown, in a cell of a table too. What stands in backquotes stays code.
func EscapeMarkdown(s string) string {
	return codeSpan(printable.Text(s), markdownSpecial.Replace, func(code string) string {
		return "`" + markdownCode.Replace(code) + "`"
	})
}
