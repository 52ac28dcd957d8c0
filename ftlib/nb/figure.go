package nb

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	"github.com/janpfeifer/must"
)

// Drawing is a figure in the formats that the views of a notebook take: figure.Figure and figure.CurveFigure are.
type Drawing interface {
	SVG() (string, error)
	PNG() ([]byte, error)
	PDF() ([]byte, error)
	String() string // what it shows, for those who don't see it
}

// Figure shows a drawing. It goes as SVG for a screen, as PNG for JupyterLab, which draws no SVG of a notebook that it
// does not trust, and as PDF for nbconvert, which calls another program to make one of the SVG otherwise.
func Figure(d Drawing) {
	if !inNotebook() {
		fmt.Printf("(figure: %s)\n", d)
		return
	}
	publish(must.M1(bundle("", d)))
	arrive() // what is still on its way when a cell ends is lost
}

// Image shows a picture, with a caption for those who don't see it. Photographs are smaller so than as a drawing.
func Image(png []byte, caption string, width int) {
	if !inNotebook() {
		fmt.Printf("(picture: %s)\n", caption)
		return
	}
	publish(&protocol.DisplayData{
		Data:     map[protocol.MIMEType]any{protocol.MIMEImagePNG: png, protocol.MIMETextPlain: caption},
		Metadata: metadata(caption, width, 0),
	})
	arrive()
}

// svgSize finds the size of a drawing in points.
var svgSize = regexp.MustCompile(`^<svg width="([\d.]+)pt" height="([\d.]+)pt"`)

// bundle is a drawing in all its formats, as one output.
func bundle(id string, d Drawing) (*protocol.DisplayData, error) {
	svg, err := d.SVG()
	if err != nil {
		return nil, err
	}
	png, err := d.PNG()
	if err != nil {
		return nil, err
	}
	pdf, err := d.PDF()
	if err != nil {
		return nil, err
	}
	svg = root(svg)
	width, height := 0, 0
	if size := svgSize.FindStringSubmatch(svg); size != nil {
		width, height = pixels(size[1]), pixels(size[2])
	}
	return &protocol.DisplayData{
		Data: map[protocol.MIMEType]any{
			protocol.MIMEImageSVG: svg, protocol.MIMEImagePNG: png, "application/pdf": pdf, protocol.MIMETextPlain: d.String(),
		},
		Metadata:  metadata(d.String(), width, height),
		DisplayID: id,
	}, nil
}

// pixels are those of a page, 96 an inch, for a number of points, 72 an inch.
func pixels(points string) int {
	v, _ := strconv.ParseFloat(points, 64) // as the pattern has it: can't fail
	return int(v*96/72 + 0.5)
}

// metadata is what views of a notebook take beside a picture: JupyterLab its size, which is that of the drawing however
// many dots it has, nbconvert the text in its place.
func metadata(caption string, width, height int) map[string]any {
	m := map[string]any{"alt": caption}
	if width > 0 {
		size := map[string]int{"width": width}
		if height > 0 {
			size["height"] = height
		}
		m[string(protocol.MIMEImagePNG)] = size
	}
	return m
}
