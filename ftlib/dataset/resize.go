package dataset

import (
	"fmt"
	"slices"
	"strings"
)

// maxSize is the largest side in pixels that images are resized to: beyond, a slip is likelier than a wish.
const maxSize = 4096

// Interpolations lists the names that Pixels and LoadImage take: Keras' names for Pillow's filters.
func Interpolations() []string {
	names := []string{"nearest"}
	for name := range filters {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// resizer returns the function that squeezes a picture into size×size pixels of dst, 3 bytes a pixel.
func resizer(size int, interpolation string) (func(dst []byte, src *picture), error) {
	if size < 1 || size > maxSize {
		return nil, fmt.Errorf("image size %d: give a number of pixels from 1 to %d, such as 224", size, maxSize)
	}
	if interpolation == "nearest" {
		return func(dst []byte, src *picture) { nearest(dst, src, size) }, nil
	}
	f, known := filters[interpolation]
	if !known {
		return nil, fmt.Errorf("interpolation %q is unknown: give one of %s", interpolation, strings.Join(Interpolations(), ", "))
	}
	return func(dst []byte, src *picture) { resample(dst, src, size, f) }, nil
}
