// Package augment varies images at random as Keras' preprocessing layers do: [Parse] reads which layers, and
// [Pipeline.Variant] makes a variant of an image. A variant is a function of the seed that the caller gives; Keras' own
// random numbers are others.
package augment

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// Layer is one of Keras' layers with its factor.
type Layer struct {
	// Name is "flip", "rotation", "zoom", "translation", "crop", "brightness" or "contrast": Keras' RandomFlip and so
	// on, a crop resized to the side of the image.
	Name   string
	Factor float64 // as Keras has it; of crop, the share of the side that is kept; flip has none
	Mode   string  // of flip: "horizontal", "vertical" or "both"
}

// Pipeline is layers in their order.
type Pipeline []Layer

// names are those of the layers, in the order in which a message lists them.
var names = []string{"flip", "rotation", "zoom", "translation", "crop", "brightness", "contrast"}

// usualCrop is the share that a crop keeps where none is given: 224 of 256 pixels.
const usualCrop = 0.875

// Parse reads layers such as "flip,rotation=0.1,zoom=0.2,translation=0.1,crop=0.9,brightness=0.2,contrast=0.2". A flip
// is horizontal unless it is flip=vertical or flip=both; crop is crop=0.875.
func Parse(text string) (p Pipeline, err error) {
	for word := range strings.SplitSeq(text, ",") {
		name, value, given := strings.Cut(strings.TrimSpace(word), "=")
		l := Layer{Name: name}
		switch {
		case !slices.Contains(names, name):
			return nil, fmt.Errorf("augmentation %q: choose among %s", word, strings.Join(names, ", "))
		case slices.ContainsFunc(p, func(other Layer) bool { return other.Name == name }):
			return nil, fmt.Errorf("augmentation: %s stands there twice", name)
		case name == "flip":
			if l.Mode = value; !given {
				l.Mode = "horizontal"
			}
			if !slices.Contains([]string{"horizontal", "vertical", "both"}, l.Mode) {
				return nil, fmt.Errorf("augmentation %q: a flip is horizontal, vertical or both", word)
			}
		case name == "crop" && !given:
			l.Factor = usualCrop
		default:
			l.Factor, err = strconv.ParseFloat(value, 64)
			switch {
			case err == nil && (l.Factor > 0 && l.Factor < 1 || l.Factor == 1 && name != "zoom" && name != "crop"):
			case name == "crop":
				return nil, fmt.Errorf("augmentation %q: give the share of the side that is kept, between 0 and 1, "+
					"such as crop=%g", word, usualCrop)
			default:
				return nil, fmt.Errorf("augmentation %q: give a factor between 0 and 1, such as %s=0.1", word, name)
			}
		}
		p = append(p, l)
	}
	return p, nil
}

// String is the pipeline as Parse reads it, the same for the same layers however they were written.
func (p Pipeline) String() string {
	var words []string
	for _, l := range p {
		if l.Name == "flip" {
			words = append(words, "flip="+l.Mode)
		} else {
			words = append(words, l.Name+"="+strconv.FormatFloat(l.Factor, 'g', -1, 64))
		}
	}
	return strings.Join(words, ",")
}

// change is what a layer does to one image.
type change struct {
	Name string
	// A and B are: flip, 1 for a mirror image, left to right and upside down; rotation, the angle in degrees; zoom, the
	// factor of both sides, above 1 of a smaller image; translation, pixels to the right and down; crop, pixels to its
	// left and above it; brightness, what is added; contrast, the factor. C is the side of a crop, in pixels.
	A, B, C float64
}

// draw draws what the layers do to one image of that side.
func (p Pipeline) draw(r *rand.Rand, side int) []change {
	within := func(factor float64) float64 { return factor * (2*r.Float64() - 1) }
	half := func(wanted bool) float64 {
		if r.IntN(2) == 0 || !wanted {
			return 0
		}
		return 1
	}
	all := make([]change, len(p))
	for i, l := range p {
		c := change{Name: l.Name}
		switch l.Name {
		case "flip":
			c.A = half(l.Mode != "vertical")
			c.B = half(l.Mode != "horizontal")
		case "rotation":
			c.A = 360 * within(l.Factor)
		case "translation":
			c.A = float64(side) * within(l.Factor)
			c.B = float64(side) * within(l.Factor)
		case "crop":
			kept := cropSide(l.Factor, side)
			c.A, c.B, c.C = float64(r.IntN(side-kept+1)), float64(r.IntN(side-kept+1)), float64(kept)
		case "brightness":
			c.A = 255 * within(l.Factor)
		default: // zoom, contrast
			c.A = 1 + within(l.Factor)
		}
		all[i] = c
	}
	return all
}

// cropSide is the side of a crop: the whole number nearest to the share of the side, of two the even one, as Python
// rounds; at least 1 and less than the side, so that a crop is always one.
func cropSide(share float64, side int) int {
	return max(1, min(int(math.RoundToEven(share*float64(side))), side-1))
}
