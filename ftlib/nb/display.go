package nb

import (
	"fmt"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// Markdown shows formatted text: a table, a heading, a formula. With further arguments text is a format.
func Markdown(text string, args ...any) {
	if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	if !inNotebook() {
		fmt.Println(strings.TrimRight(text, "\n"))
		return
	}
	gonbui.DisplayMarkdown(text)
	// A cell is a program, and what is still on its way when it ends is lost.
	arrive()
}

// root takes away what a drawing in a file has before its root element, and a page must not have.
func root(svg string) string {
	s := strings.TrimSpace(svg)
	if strings.HasPrefix(s, "<?xml") || strings.HasPrefix(s, "<!") {
		if i := strings.Index(s, "<svg"); i > 0 {
			return s[i:]
		}
	}
	return s
}

// send shows a drawing or a piece of a page, in the place named id unless that is empty. A drawing goes by its own
// type: gonbui.DisplaySVG puts it into a piece of a page, where GitHub's view of a notebook strips it.
func send(id, content string) {
	mime := protocol.MIMETextHTML
	if strings.HasPrefix(content, "<svg") {
		mime = protocol.MIMEImageSVG
	}
	publish(&protocol.DisplayData{Data: map[protocol.MIMEType]any{mime: content}, DisplayID: id})
}

// publish sends what only a notebook can show.
func publish(data *protocol.DisplayData) {
	if inNotebook() {
		gonbui.SendData(data)
	}
}
