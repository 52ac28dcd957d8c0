package report

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The letters that figures may use: printable ASCII and these. Others, such as arrows, are drawn as lines.
const extraLetters = "±×·–—°µ²³…‘’“”«»äöüÄÖÜßéèáàíóñç"

// Families of the cut-down fonts. The PDF writer can't find a bold face again, so bold is a family of its own until the
// SVG is written (see tidySVG) or the PDF (see pdfCanvas).
const (
	family     = "LiberationSans"
	boldFamily = "LiberationSansBold"
)

// textHandler measures and draws text in Liberation Sans, cut down to our letters.
var textHandler = sync.OnceValues(func() (text.Handler, error) {
	var faces font.Collection
	for _, f := range []struct {
		family string
		ttf    []byte
	}{{family, liberationsansregular.TTF}, {boldFamily, liberationsansbold.TTF}} {
		face, err := cutDown(f.ttf, f.family)
		if err != nil {
			return nil, fmt.Errorf("figure font: %w", err)
		}
		faces = append(faces, font.Face{Font: font.Font{Typeface: font.Typeface(f.family), Variant: "Sans"}, Face: face})
	}
	return text.Plain{Fonts: font.NewCache(faces)}, nil
})

func cutDown(ttf []byte, name string) (*opentype.Font, error) {
	whole, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	glyphs := map[rune]uint16{}
	var buffer sfnt.Buffer
	letters := []rune(extraLetters)
	for r := ' '; r <= '~'; r++ {
		letters = append(letters, r)
	}
	for _, r := range letters {
		g, err := whole.GlyphIndex(&buffer, r)
		if err != nil {
			return nil, err
		}
		glyphs[r] = uint16(g)
	}
	small, err := subset(ttf, name, glyphs)
	if err != nil {
		return nil, err
	}
	return opentype.Parse(small)
}

// sans is a text style of our font. Sizes are in points of the printed figure.
func sans(size float64, bold bool) draw.TextStyle {
	face := family
	if bold {
		face = boldFamily
	}
	handler, _ := textHandler() // Figure.Write has reported the error before anything is drawn
	return draw.TextStyle{
		Color:   ink,
		Font:    font.Font{Typeface: font.Typeface(face), Variant: "Sans", Size: vg.Points(size)},
		Handler: handler,
	}
}

// tidySVG gives the fonts their real family and weight, with others for readers that pass over embedded fonts, and
// images their real type.
var tidySVG = strings.NewReplacer(
	`font-family:"`+boldFamily+`"`, `font-family:"Liberation Sans"`,
	`font-family:"`+family+`"`, `font-family:"Liberation Sans"`,
	"font-family:"+boldFamily+";font-variant:normal;font-weight:normal", svgFamilies+";font-weight:bold",
	"font-family:"+family+";font-variant:normal;font-weight:normal", svgFamilies,
	"data:image/jpg;", "data:image/png;",
)

// boldFace is the weight in the SVG's rule that embeds the bold font.
var boldFace = regexp.MustCompile(`(font-family:"` + boldFamily + `";\s*font-variant:normal;font-weight:)normal`)

const svgFamilies = "font-family:Liberation Sans,Arial,Helvetica,sans-serif"
