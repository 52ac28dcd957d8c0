package figure

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

// The letters that every figure's font has: printable ASCII and these. Names of classes and files may ask for more.
const extraLetters = "±×·–—°µ²³…‘’“”«»äöüÄÖÜßéèáàíóñç"

// Families of the cut-down fonts. The PDF writer can't find a bold face again, so bold is a family of its own until the
// SVG is written (see tidySVG) or the PDF (see pdfCanvas).
const (
	family     = "LiberationSans"
	boldFamily = "LiberationSansBold"
)

// lettering measures and draws text in Liberation Sans, cut down to the letters that were asked for so far. Those that
// the font does not have, such as Chinese ones, are shown by their numbers: "[U+732B 72AC]".
type lettering struct {
	mu      sync.Mutex
	fonts   text.Plain
	letters map[rune]bool // false: not in the font
	grown   int           // how often letters were added
}

var _ text.Handler = (*lettering)(nil)

// textHandler is the lettering of all figures.
var textHandler = sync.OnceValues(func() (*lettering, error) {
	l := &lettering{letters: map[rune]bool{}}
	for _, r := range extraLetters {
		l.letters[r] = true
	}
	for r := ' '; r <= '~'; r++ {
		l.letters[r] = true
	}
	return l, l.cut()
})

// Cache implements text.Handler.
func (l *lettering) Cache() *font.Cache {
	fonts, _ := l.with("")
	return fonts.Cache()
}

// Extents implements text.Handler.
func (l *lettering) Extents(f font.Font) font.Extents {
	fonts, _ := l.with("")
	return fonts.Extents(f)
}

// Lines implements text.Handler.
func (l *lettering) Lines(txt string) []string { return text.Plain{}.Lines(txt) }

// Box implements text.Handler.
func (l *lettering) Box(txt string, f font.Font) (width, height, depth vg.Length) {
	fonts, shown := l.with(txt)
	return fonts.Box(shown, f)
}

// Draw implements text.Handler.
func (l *lettering) Draw(c vg.Canvas, txt string, style text.Style, at vg.Point) {
	fonts, shown := l.with(txt)
	fonts.Draw(c, shown, style, at)
}

// with is the fonts with the letters of a text, and the text as they can show it.
func (l *lettering) with(txt string) (fonts text.Plain, shown string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out strings.Builder
	missing := 0 // letters in a row that the font does not have
	for _, r := range txt {
		if l.has(r) {
			if missing > 0 {
				out.WriteByte(']')
			}
			missing = 0
			out.WriteRune(r)
			continue
		}
		if missing++; missing == 1 {
			out.WriteString("[U+")
		} else {
			out.WriteByte(' ')
		}
		fmt.Fprintf(&out, "%04X", r)
	}
	if missing > 0 {
		out.WriteByte(']')
	}
	return l.fonts, out.String()
}

// has says whether the font has a letter, and adds it to those that were asked for; l.mu is held.
func (l *lettering) has(r rune) bool {
	if r == '\n' {
		return true
	}
	has, known := l.letters[r]
	if !known {
		l.letters[r] = true
		if has = l.cut() == nil; has {
			l.grown++
		}
		l.letters[r] = has
	}
	return has
}

// size counts the times that the fonts have changed. What was drawn meanwhile has several of one name, and has to be
// drawn again.
func (l *lettering) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.grown
}

// cut makes the fonts anew.
func (l *lettering) cut() error {
	var faces font.Collection
	for _, f := range []struct {
		family string
		ttf    []byte
	}{{family, liberationsansregular.TTF}, {boldFamily, liberationsansbold.TTF}} {
		face, err := cutDown(f.ttf, f.family, l.letters)
		if err != nil {
			return fmt.Errorf("figure font: %w", err)
		}
		faces = append(faces, font.Face{Font: font.Font{Typeface: font.Typeface(f.family), Variant: "Sans"}, Face: face})
	}
	l.fonts = text.Plain{Fonts: font.NewCache(faces)}
	return nil
}

func cutDown(ttf []byte, name string, letters map[rune]bool) (*opentype.Font, error) {
	whole, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	glyphs := map[rune]uint16{}
	var buffer sfnt.Buffer
	for r, wanted := range letters {
		if !wanted {
			continue
		}
		g, err := whole.GlyphIndex(&buffer, r)
		if err != nil {
			return nil, err
		}
		if g == 0 || r > 0xffff { // charMap's format ends there
			return nil, fmt.Errorf("%s has no letter %q", name, r)
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
