package playground

import (
	_ "embed"
	"html/template"
	"strings"
)

// page is the controls as HTML. They are dead until the script has heard from the program, so in a saved notebook they
// say so without it. Keys pressed in them are not for JupyterLab, which has commands such as D, D for deleting the
// cell.
var page = template.Must(template.New("page").Parse(pageText))

//go:embed page.html
var pageText string

// html is the page's element for the controls.
func (p *panel) html(buttons []string) string {
	type control struct {
		ID, Name, First string
		Values          []string
		At, Last        int
		Kind            string
		Folded          bool // it and those behind it
	}
	var controls []control
	for i, s := range p.settings {
		controls = append(controls, control{p.id + "-" + string(rune('a'+i)), s.name, s.values[s.at], s.values, s.at,
			len(s.values) - 1, map[kind]string{menu: "menu", text: "text"}[s.kind],
			s.more && !p.settings[i-1].more})
	}
	var b strings.Builder
	if err := page.Execute(&b, map[string]any{"ID": p.id, "Page": p.address("page"), "Program": p.address("program"),
		"Controls": controls,
		"Settings": p.address("settings"), "Said": p.address("estimate"), "Estimate": estimateButton, "Load": loadButton,
		"Delete": deleteButton, "Buttons": buttons, "Run": runButton, "Stop": stopButton}); err != nil {
		return message("error: " + err.Error())
	}
	return b.String()
}
