package network

import (
	"fmt"
	"strconv"
	"strings"
)

// DefaultHead is the head of a network where none is named: two hidden layers.
func DefaultHead(network string) string {
	if network == "vgg16" {
		return "flatten,128,128"
	}
	return "avg,512,drop0.5,256,drop0.5"
}

// maxUnits is 16 times the widest layer of any head in use; its weights above VGG16's flattened base are 6 GB.
const maxUnits = 1 << 16

// ParseHead turns a description of the layers between the base and the softmax output into layers without names or
// inputs. The description is a comma-separated list of "flatten" or "avg" (first; the network's own when left out), a
// number of units for a ReLU layer, and "dropRATE"; "none" in place of these two leaves the output alone. "" is
// [DefaultHead].
func ParseHead(network, spec string) ([]Layer, error) {
	if spec == "" {
		spec = DefaultHead(network)
	}
	words := strings.Split(strings.ReplaceAll(spec, " ", ""), ",")
	if words[0] != "flatten" && words[0] != "avg" {
		words = append([]string{strings.Split(DefaultHead(network), ",")[0]}, words...)
	}
	var head []Layer
	for i, w := range words {
		if w == "none" && len(words) == 2 {
			continue // straight from pooling to the output
		}
		rate, isDrop := strings.CutPrefix(w, "drop")
		switch {
		case i == 0 && w == "flatten":
			head = append(head, Layer{Kind: Flatten})
		case i == 0 && w == "avg":
			head = append(head, Layer{Kind: AvgPool})
		case isDrop:
			r, err := strconv.ParseFloat(rate, 64)
			if err != nil || !(r >= 0 && r < 1) {
				return nil, fmt.Errorf("head %q: %q needs a rate from 0 up to, not including, 1, such as drop0.5", spec, w)
			}
			head = append(head, Layer{Kind: Dropout, Rate: r})
		default:
			units, err := strconv.Atoi(w)
			if err != nil || units < 1 {
				return nil, fmt.Errorf("head %q: %q is neither flatten or avg (first only), nor a number of units, nor dropRATE",
					spec, w)
			}
			if units > maxUnits {
				return nil, fmt.Errorf("head %q: %d units are more than memory holds: give at most %d", spec, units, maxUnits)
			}
			head = append(head, Layer{Kind: Dense, Units: units, Activation: "relu"})
		}
	}
	return head, nil
}

// head appends the head and the softmax output, named flatten or avg_pool, fc1, dropout1, …, output.
func (b *builder) head(layers []Layer) {
	fc, drop := 0, 0
	for _, l := range layers {
		switch l.Kind {
		case Flatten:
			l.Name = "flatten"
		case AvgPool:
			l.Name = "avg_pool"
		case Dense:
			fc++
			l.Name = fmt.Sprintf("fc%d", fc)
		case Dropout:
			drop++
			l.Name = fmt.Sprintf("dropout%d", drop)
		}
		b.add(l)
	}
	b.add(Layer{Name: "output", Kind: Dense, Units: b.m.Classes, Activation: "softmax"})
}
