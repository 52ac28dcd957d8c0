package report

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
)

// document is a page as a list of parts, written once as Markdown with files beside it and once as HTML that holds all.
type document struct {
	title string
	parts []any // heading, paragraph, bullets, Table, *Figure
}

type (
	heading struct {
		level int
		text  string
	}
	paragraph string // may hold `code` and [text](link)
	bullets   []string
)

func (d *document) add(parts ...any) { d.parts = append(d.parts, parts...) }

func (d *document) section(level int, format string, args ...any) {
	d.add(heading{level, fmt.Sprintf(format, args...)})
}

func (d *document) say(format string, args ...any) { d.add(paragraph(fmt.Sprintf(format, args...))) }

var link = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)

// withLinks escapes text outside its links.
func withLinks(s string, escape func(string) string, write func(text, target string) string) string {
	var out strings.Builder
	at := 0
	for _, m := range link.FindAllStringSubmatchIndex(s, -1) {
		out.WriteString(escape(s[at:m[0]]))
		out.WriteString(write(s[m[2]:m[3]], s[m[4]:m[5]]))
		at = m[1]
	}
	out.WriteString(escape(s[at:]))
	return out.String()
}

var notInAnchor = regexp.MustCompile(`[^a-z0-9 -]`)

// anchor is a heading's address within the page, as code hosts make it.
func anchor(text string) string {
	return strings.ReplaceAll(notInAnchor.ReplaceAllString(strings.ToLower(text), ""), " ", "-")
}

func markdownLine(s string) string {
	return withLinks(s, markdownEscape, func(text, target string) string { return "[" + markdownEscape(text) + "](" + target + ")" })
}

func htmlLine(s string) string {
	return withLinks(s, htmlEscape, func(text, target string) string {
		return `<a href="` + html.EscapeString(target) + `">` + htmlEscape(text) + `</a>`
	})
}

// markdown writes the page for a code host; figures are files in folder figures.
func (d *document) markdown() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!-- Written by ft report. Don't edit: your changes would be overwritten. -->\n\n# %s\n", markdownEscape(d.title))
	for _, part := range d.parts {
		b.WriteString("\n")
		switch p := part.(type) {
		case heading:
			fmt.Fprintf(&b, "%s %s\n", strings.Repeat("#", p.level), markdownEscape(p.text))
		case paragraph:
			fmt.Fprintf(&b, "%s\n", markdownLine(string(p)))
		case bullets:
			for _, line := range p {
				fmt.Fprintf(&b, "- %s\n", markdownLine(line))
			}
		case Table:
			if err := p.Write(&b, Markdown); err != nil {
				return nil, err
			}
		case *Figure:
			// An image of the printed size would be too small to read on a screen.
			fmt.Fprintf(&b, "<img src=\"figures/%s.svg\" width=\"%d\" alt=\"%s\">\n\n*%s* [PDF](figures/%s.pdf) [PNG](figures/%s.png)\n",
				p.Name, screenWidth, html.EscapeString(p.title()+". "+p.Caption), markdownEscape(p.title()+". "+p.Caption), p.Name, p.Name)
		}
	}
	return b.Bytes(), nil
}

// screenWidth is the width of figures on a screen, in CSS pixels: twice their printed width.
const screenWidth = 640

const pageStyle = `
body { font: 16px/1.5 "Liberation Sans", Arial, Helvetica, sans-serif; max-width: 66rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; margin: 1rem 0; font-size: 0.85rem; display: block; overflow-x: auto; }
caption { text-align: left; font-weight: bold; padding: 0.3rem 0; }
th, td { padding: 0.2rem 0.4rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #222; }
td.n { white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.over { text-align: center; border-bottom: 1px solid #999; } .over:empty { border: 0; }
.note { font-size: 0.85rem; color: #555; margin: 0.2rem 0; }
figure { margin: 1.5rem 0; } figure svg { width: 640px; max-width: 100%; height: auto; }
figcaption { font-size: 0.85rem; color: #555; }
code { background: #f0f0f0; padding: 0 0.2rem; }
@page { size: A4; margin: 15mm; }
@media print { html { font-size: 11px; } body { max-width: none; font-size: 1rem; } figure, tr { break-inside: avoid; } h2, h3, h4, caption { break-after: avoid; } figure svg { width: 110mm; } }
`

var (
	svgFonts  = regexp.MustCompile(`(?s)<defs>\s*<style>(.*?)</style>\s*</defs>`)
	svgProlog = regexp.MustCompile(`(?s)^.*?(<svg )`)
)

// html writes the page as one file; the font that each figure brings along is kept once.
func (d *document) html() ([]byte, error) {
	var b bytes.Buffer
	fonts := ""
	for _, part := range d.parts {
		switch p := part.(type) {
		case heading:
			fmt.Fprintf(&b, "<h%d id=\"%s\">%s</h%d>\n", p.level, anchor(p.text), htmlEscape(p.text), p.level)
		case paragraph:
			fmt.Fprintf(&b, "<p>%s</p>\n", htmlLine(string(p)))
		case bullets:
			b.WriteString("<ul>\n")
			for _, line := range p {
				fmt.Fprintf(&b, "<li>%s</li>\n", htmlLine(line))
			}
			b.WriteString("</ul>\n")
		case Table:
			if err := p.Write(&b, HTML); err != nil {
				return nil, err
			}
		case *Figure:
			if p.draw == nil {
				continue
			}
			svg, err := p.SVG()
			if err != nil {
				return nil, err
			}
			// The figure with the most fonts brings both: regular and bold.
			if m := svgFonts.FindStringSubmatch(svg); m != nil && len(m[1]) > len(fonts) {
				fonts = m[1]
			}
			svg = svgProlog.ReplaceAllString(svgFonts.ReplaceAllString(svg, ""), `${1}role="img" aria-label="`+strings.ReplaceAll(html.EscapeString(p.title()+". "+p.Caption), "$", "$$")+`" `)
			fmt.Fprintf(&b, "<figure id=\"%s\">\n%s<figcaption>%s</figcaption>\n</figure>\n", p.Name, svg, htmlEscape(p.title()+". "+p.Caption))
		}
	}
	var page bytes.Buffer
	fmt.Fprintf(&page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n<style>%s%s</style>\n</head>\n<body>\n<h1>%s</h1>\n",
		html.EscapeString(d.title), fonts, pageStyle, html.EscapeString(d.title))
	page.Write(b.Bytes())
	page.WriteString("</body>\n</html>\n")
	return page.Bytes(), nil
}
