package figure

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/finetune-go/ft/internal/fetch"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// ErrNoImages says that a figure shows images that aren't at hand, so that it can't be drawn.
var ErrNoImages = errors.New("no images at hand")

// pngDPI is the resolution of figures saved as PNG.
const pngDPI = 300

// Figure is a drawing of a fixed size in print that can be saved as SVG, PDF or PNG.
type Figure struct {
	Name          string // stem of its file names: "figure6"
	Caption       string
	Width, Height vg.Length
	Draw          func(c draw.Canvas) error // nil where what it shows isn't at hand, see [ErrNoImages]
}

// Save writes the figure to path, in the format of its end: .svg, .pdf or .png. The file is replaced as a whole, and
// its folder is made if need be.
func (f *Figure) Save(path string) error {
	return fetch.Save(path, func(w io.Writer) error {
		return f.Write(w, strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), "."))
	})
}

// SaveAll writes the figure as SVG, PDF and PNG below folder, under its name.
func (f *Figure) SaveAll(folder string) error {
	for _, format := range []string{"svg", "pdf", "png"} {
		if err := f.Save(filepath.Join(folder, f.Name+"."+format)); err != nil {
			return err
		}
	}
	return nil
}

// SVG is the figure as an SVG document for a screen, its font included: a figure as wide as a column is shown at twice
// its printed size.
func (f *Figure) SVG() (string, error) {
	var b bytes.Buffer
	err := f.Write(&b, "svg")
	svg := b.String()
	if f.Width <= ColumnWidth {
		size := func(scale vg.Length) string {
			return fmt.Sprintf(`<svg width="%.5gpt" height="%.5gpt"`, (scale * f.Width).Points(), (scale * f.Height).Points())
		}
		svg = strings.Replace(svg, size(1), size(2), 1)
	}
	return svg, err
}

// PNG is the figure as a PNG file of 300 dots an inch.
func (f *Figure) PNG() ([]byte, error) {
	var b bytes.Buffer
	err := f.Write(&b, "png")
	return b.Bytes(), err
}

// PDF is the figure as a PDF file.
func (f *Figure) PDF() ([]byte, error) {
	var b bytes.Buffer
	err := f.Write(&b, "pdf")
	return b.Bytes(), err
}

// String is the caption, or else the name.
func (f *Figure) String() string { return cmp.Or(f.Caption, f.Name) }

// The PDF writer stamps the time; a fixed one of the same length keeps equal figures equal files.
var pdfDate = regexp.MustCompile(`(/(?:CreationDate|ModDate) \(D:)\d{14}`)

// Write writes the figure to w as "svg", "pdf" or "png".
func (f *Figure) Write(w io.Writer, format string) (err error) {
	// The drawing library panics on what it can't draw, such as a range that is no number.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: can't be drawn: %v", f.Name, p)
		}
	}()
	if f.Draw == nil {
		return fmt.Errorf("%s: %w", f.Name, ErrNoImages)
	}
	letters, err := textHandler()
	if err != nil {
		return err
	}
	for {
		before := letters.size()
		if out, err := f.drawn(format); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		} else if letters.size() == before {
			_, err = w.Write(out)
			return err
		}
	}
}

// drawn is the figure's file.
func (f *Figure) drawn(format string) ([]byte, error) {
	var canvas vg.CanvasWriterTo
	switch format {
	case "svg":
		canvas = vgsvg.NewWith(vgsvg.UseWH(f.Width, f.Height), vgsvg.EmbedFonts(true))
	case "pdf":
		fpdf.SetDefaultCatalogSort(true) // or its parts come in the order of a map
		canvas = pdfCanvas{vgpdf.New(f.Width, f.Height)}
	case "png":
		canvas = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(pngDPI))}
	default:
		return nil, fmt.Errorf("no format %q: end the file's name with .svg, .pdf or .png", format)
	}
	c := draw.NewCanvas(canvas, f.Width, f.Height)
	box(c, c.Rectangle, color.White, nil)
	if err := f.Draw(c); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return nil, err
	}
	out := b.Bytes()
	switch format {
	case "pdf":
		out = pdfDate.ReplaceAll(out, []byte("${1}20230226000000"))
	case "png":
		out = withResolution(out)
	case "svg":
		out = boldFace.ReplaceAll(out, []byte("${1}bold"))
		out = []byte(tidySVG.Replace(string(out)))
	}
	return out, nil
}
