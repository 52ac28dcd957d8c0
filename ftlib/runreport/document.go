package runreport

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"strings"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/printable"
)

// document is a page under construction: what stands on it, from top to bottom.
type document struct {
	title   string
	level   int // of the headings of a run
	parts   []part
	figures []*figure.Figure // that are drawn, in their order
}

// part is a heading, a paragraph, lines of commands, a table or a figure.
type part struct {
	level   int // of a heading
	text    string
	command []string
	table   *table.Table
	figure  *figure.Figure
}

func (d *document) heading(level int, text string) {
	d.parts = append(d.parts, part{level: level, text: text})
}

func (d *document) say(format string, values ...any) {
	d.parts = append(d.parts, part{text: fmt.Sprintf(format, values...)})
}

func (d *document) commands(lines ...string) { d.parts = append(d.parts, part{command: lines}) }

func (d *document) table(t table.Table) { d.parts = append(d.parts, part{table: &t}) }

// draw adds a figure, or its caption with the reason why it can't be drawn.
func (d *document) draw(f *figure.Figure) {
	if f.Draw == nil {
		d.say("%s They are not at hand.", f.Caption)
		return
	}
	f.Name = fmt.Sprintf("figure%02d", len(d.figures)+1)
	d.figures = append(d.figures, f)
	d.parts = append(d.parts, part{figure: f})
}

// markdown is the page with its figures beside it, in the folder figures.
func (d *document) markdown() ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", table.EscapeMarkdown(d.title))
	for _, p := range d.parts {
		b.WriteString("\n")
		switch {
		case p.table != nil:
			if err := p.table.Write(&b, table.Markdown); err != nil {
				return nil, err
			}
		case p.figure != nil:
			caption := table.EscapeMarkdown(p.figure.Caption)
			fmt.Fprintf(&b, "![%s](%s/%s.png)\n\n*%s*\n", caption, figureFolder, p.figure.Name, caption)
		case p.command != nil:
			for _, line := range p.command {
				fmt.Fprintf(&b, "    %s\n", printable.Line(line))
			}
		case p.level > 0:
			fmt.Fprintf(&b, "%s %s\n", strings.Repeat("#", p.level), table.EscapeMarkdown(p.text))
		default:
			fmt.Fprintf(&b, "%s\n", table.EscapeMarkdown(p.text))
		}
	}
	return []byte(b.String()), nil
}

//go:embed page.css
var style string

// html is the page as one file, its figures in it.
func (d *document) html() ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "+
		"content=\"width=device-width, initial-scale=1\">\n<title>%[1]s</title>\n<style>%[2]s</style>\n</head>\n<body>\n"+
		"<h1>%[1]s</h1>\n", escape(d.title), style)
	for _, p := range d.parts {
		switch {
		case p.table != nil:
			if err := p.table.Write(&b, table.HTML); err != nil {
				return nil, err
			}
		case p.figure != nil:
			svg, err := p.figure.SVG()
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "<figure><img alt=\"%[1]s\" "+
				"src=\"data:image/svg+xml;base64,%[2]s\"><figcaption>%[1]s</figcaption></figure>\n",
				escape(p.figure.Caption), base64.StdEncoding.EncodeToString([]byte(svg)))
		case p.command != nil:
			fmt.Fprintf(&b, "<pre>%s</pre>\n", escape(strings.Join(p.command, "\n")))
		case p.level > 0:
			fmt.Fprintf(&b, "<h%[1]d>%[2]s</h%[1]d>\n", p.level, escape(p.text))
		default:
			fmt.Fprintf(&b, "<p>%s</p>\n", escape(p.text))
		}
	}
	b.WriteString("</body>\n</html>\n")
	return []byte(b.String()), nil
}

func escape(text string) string { return html.EscapeString(printable.Text(text)) }
