package explain

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
	"gonum.org/v1/plot/palette/moreland"
)

// opacity is how much of the colour of the heat is laid over the image, as in Keras' example.
const opacity = 0.4

// Overlay is an image with the heat over it in colours from blue, none, to red, the most.
func (m *Map) Overlay(img image.Image) image.Image {
	grey := image.NewGray16(image.Rect(0, 0, m.Side, m.Side))
	for i, v := range m.Heat {
		grey.Pix[2*i], grey.Pix[2*i+1] = byte(uint16(v*0xffff)>>8), byte(uint16(v*0xffff))
	}
	b := img.Bounds()
	heat := image.NewGray16(b)
	draw.BiLinear.Scale(heat, b, grey, grey.Bounds(), draw.Src, nil)
	colours := moreland.SmoothBlueRed()
	colours.SetMin(0)
	colours.SetMax(1)
	out := image.NewRGBA(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			over, err := colours.At(float64(heat.Gray16At(x, y).Y) / 0xffff)
			if err != nil { // never: the value lies between 0 and 1
				over = color.Transparent
			}
			out.Set(x, y, blend(img.At(x, y), over))
		}
	}
	return out
}

func blend(under, over color.Color) color.Color {
	r, g, b, _ := under.RGBA()
	ro, go_, bo, _ := over.RGBA()
	mix := func(a, b uint32) uint8 { return uint8((float64(a)*(1-opacity) + float64(b)*opacity) / 257) }
	return color.RGBA{mix(r, ro), mix(g, go_), mix(b, bo), 255}
}
