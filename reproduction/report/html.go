package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/parser"
	renderer "github.com/yuin/goldmark/renderer/html"
)

//go:embed page.css
var pageStyle string

var (
	svgFonts  = regexp.MustCompile(`(?s)<defs>\s*<style>(.*?)</style>\s*</defs>`)
	svgProlog = regexp.MustCompile(`(?s)^.*?(<svg )`)
	place     = regexp.MustCompile(`<div id="part(\d+)"></div>`)
)

// html is the page as one file: its text goes through Markdown, its tables and figures take their places afterwards.
// Only figures that can be drawn are in it, and the font that each brings along is kept once.
func (b *Book) html(figures []*figure.Figure) ([]byte, error) {
	var parts []string
	keep := func(part string) string {
		parts = append(parts, part)
		return fmt.Sprintf("<div id=\"part%d\"></div>\n", len(parts)-1)
	}
	fonts := ""
	text, err := b.page(figures, func(t table.Table) (string, error) {
		var out strings.Builder
		err := t.Write(&out, table.HTML)
		return keep(out.String()), err
	}, func(f *figure.Figure) (string, error) {
		if f.Draw == nil {
			return "", nil
		}
		svg, err := f.SVG()
		// The figure with the most fonts brings both: regular and bold.
		if m := svgFonts.FindStringSubmatch(svg); m != nil && len(m[1]) > len(fonts) {
			fonts = m[1]
		}
		says := html.EscapeString(title(f) + ". " + f.Caption)
		svg = svgProlog.ReplaceAllString(svgFonts.ReplaceAllString(svg, ""),
			`${1}role="img" aria-label="`+strings.ReplaceAll(says, "$", "$$")+`" `)
		return keep(fmt.Sprintf("<figure id=\"%s\">\n%s<figcaption>%s</figcaption>\n</figure>\n", f.Name, svg, says)), err
	})
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	md := goldmark.New(goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(renderer.WithUnsafe()))
	if err := md.Convert(text, &body); err != nil {
		return nil, err
	}
	page := place.ReplaceAllStringFunc(body.String(), func(at string) string {
		var i int
		fmt.Sscanf(at, `<div id="part%d">`, &i)
		return parts[i]
	})
	return fmt.Appendf(nil, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width, "+
		"initial-scale=1\">\n<title>%s</title>\n<style>%s%s</style>\n</head>\n<body>\n%s</body>\n</html>\n",
		html.EscapeString(pageTitle), fonts, pageStyle, page), nil
}
