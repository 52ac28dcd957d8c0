package report

import (
	"fmt"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	stdfont "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The letters that figures may use: printable ASCII and what else Windows-1252 has and we need. The PDF writer knows
// no others, so a figure with an arrow draws it as a line.
const extraLetters = "±×·–—°µ²³…‘’“”«»äöüÄÖÜßéèáàíóñç"

// textHandler measures and draws text in Liberation Sans, cut down to our letters.
var textHandler = sync.OnceValues(func() (text.Handler, error) {
	var faces font.Collection
	for _, f := range []struct {
		weight stdfont.Weight
		ttf    []byte
	}{{stdfont.WeightNormal, liberationsansregular.TTF}, {stdfont.WeightBold, liberationsansbold.TTF}} {
		face, err := cutDown(f.ttf)
		if err != nil {
			return nil, fmt.Errorf("figure font: %w", err)
		}
		faces = append(faces, font.Face{
			Font: font.Font{Typeface: "Liberation", Variant: "Sans", Weight: f.weight},
			Face: face,
		})
	}
	return text.Plain{Fonts: font.NewCache(faces)}, nil
})

func cutDown(ttf []byte) (*opentype.Font, error) {
	whole, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	glyphs := map[uint16]bool{}
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
		glyphs[uint16(g)] = true
	}
	small, err := subset(ttf, glyphs)
	if err != nil {
		return nil, err
	}
	return opentype.Parse(small)
}

// sans is a text style of our font. Sizes are in points of the printed figure.
func sans(size float64, bold bool) draw.TextStyle {
	weight := stdfont.WeightNormal
	if bold {
		weight = stdfont.WeightBold
	}
	handler, _ := textHandler() // Figure.Write has reported the error before anything is drawn
	return draw.TextStyle{
		Color:   ink,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Weight: weight, Size: vg.Points(size)},
		Handler: handler,
	}
}
