package export

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
)

//go:embed card.md
var cardText string

var cardTemplate = template.Must(template.New("card").Funcs(template.FuncMap{"upper": strings.ToUpper,
	"percent": func(v float64) float64 { return 100 * v }}).Parse(cardText))

// CardFile is the name of the model card beside an exported file.
func CardFile(path string) string { return path + ".md" }

// modelCard is the model card of an exported file: what it was trained on and how well it did, what goes in and comes
// out, and programs that use it, to be run beside the file.
func modelCard(n *Network, path string, o Options) ([]byte, error) {
	c := n.Source.Config
	classes, err := literal(n.Source.Classes)
	if err != nil {
		return nil, err
	}
	file, err := literal(filepath.Base(path))
	if err != nil {
		return nil, err
	}
	start := "ImageNet's"
	switch c.Weights {
	case "imagenet":
	case "random":
		start = "random"
	default:
		start = "other"
	}
	data := struct {
		Options
		Title, Network, File, Head, Start, Trainable, Classes, Interpolation string
		Count, Size                                                          int
		Exif                                                                 bool
		Record                                                               *run.Result
	}{o, network.Title(c.Model), c.Model, file, n.head, start, c.Trainable, classes, c.Image.Interpolation,
		len(n.Source.Classes), c.Image.Size, c.Image.Exif, o.Result}
	var b bytes.Buffer
	err = cardTemplate.Execute(&b, data)
	return b.Bytes(), err
}

// literal writes a value so that it is JSON, Python and, for a text, Go, and cannot end a block of code: quotes, line
// ends and back-quotes are escaped.
func literal(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.ReplaceAll(strings.TrimSpace(b.String()), "`", `\u0060`), nil
}
