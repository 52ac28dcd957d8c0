package report

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"os"
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

// DPI is the resolution of figures saved as PNG.
const DPI = 300

// Figure is a drawing of a fixed size in print that can be saved as SVG, PDF or PNG.
type Figure struct {
	Name          string // stem of its file names: "figure6"
	Caption       string
	Width, Height vg.Length
	draw          func(c draw.Canvas) error
}

// title is how the figure is called in a text: by the paper's number, if it has one.
func (f *Figure) title() string {
	if n, ok := strings.CutPrefix(f.Name, "figure"); ok {
		return "Figure " + n
	}
	return "Our own figure"
}

// Save writes the figure to path, in the format of its end: .svg, .pdf or .png. The file is replaced as a whole, and its
// folder is made if need be.
func (f *Figure) Save(path string) error {
	return writeFile(path, func(w io.Writer) error {
		return f.Write(w, strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), "."))
	})
}

func writeFile(path string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("%w: choose a folder that can be written", err)
	}
	return fetch.WriteFile(path, write)
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
	if f.draw == nil {
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
		canvas = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(f.Width, f.Height), vgimg.UseDPI(DPI))}
	default:
		return nil, fmt.Errorf("no format %q: end the file's name with .svg, .pdf or .png", format)
	}
	c := draw.NewCanvas(canvas, f.Width, f.Height)
	box(c, c.Rectangle, color.White, nil)
	if err := f.draw(c); err != nil {
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
	case "svg":
		out = boldFace.ReplaceAll(out, []byte("${1}bold"))
		out = []byte(tidySVG.Replace(string(out)))
	}
	return out, nil
}

// box fills and outlines a rectangle; either colour may be nil.
func box(c draw.Canvas, r vg.Rectangle, fill, line color.Color) {
	points := []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
	if fill != nil {
		c.FillPolygon(fill, points)
	}
	if line != nil {
		c.StrokeLines(draw.LineStyle{Color: line, Width: vg.Points(0.6)}, append(points, points[0]))
	}
}

// label writes text centred at a point, line by line.
func label(c draw.Canvas, style draw.TextStyle, at vg.Point, text string) {
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	lines := strings.Split(text, "\n")
	height := style.Font.Size * 1.2
	for i, line := range lines {
		y := at.Y + height*vg.Length(float64(len(lines)-1)/2-float64(i))
		c.FillText(style, vg.Point{X: at.X, Y: y}, line)
	}
}

// rect is a rectangle from its lower left corner.
func rect(x, y, width, height vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + width, Y: y + height}}
}

// center is the middle of a rectangle.
func center(r vg.Rectangle) vg.Point {
	return vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}
}
