package table

import (
	"bytes"
	"fmt"
	"html"

	"github.com/finetune-go/ft/internal/printable"
)

// html writes a table with a class for numbers, so that the page's style can align them.
func (t Table) html(b *bytes.Buffer) {
	b.WriteString("<table>\n")
	if t.Caption != "" {
		fmt.Fprintf(b, "<caption>%s</caption>\n", htmlEscape(t.Caption))
	}
	line := func(tag string, cells []string) {
		b.WriteString("<tr>")
		for i, cell := range cells {
			class := ""
			if t.Columns[i].Right {
				class = ` class="n"`
			}
			fmt.Fprintf(b, "<%s%s>%s</%s>", tag, class, htmlEscape(cell), tag)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("<thead>\n")
	if t.Over != nil {
		b.WriteString("<tr>")
		t.spans(func(from, to int) {
			fmt.Fprintf(b, "<th colspan=\"%d\" class=\"over\">%s</th>", to-from, htmlEscape(t.Over[from]))
		})
		b.WriteString("</tr>\n")
	}
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = c.Head
	}
	line("th", heads)
	b.WriteString("</thead>\n<tbody>\n")
	for _, row := range t.Rows {
		line("td", row)
	}
	b.WriteString("</tbody>\n</table>\n")
	for _, note := range t.Notes {
		fmt.Fprintf(b, "<p class=\"note\">%s</p>\n", htmlEscape(note))
	}
}

func htmlEscape(s string) string {
	return codeSpan(printable.Text(s), html.EscapeString,
		func(code string) string { return "<code>" + html.EscapeString(code) + "</code>" })
}
