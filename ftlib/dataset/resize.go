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

// CheckInterpolation refuses a name that is not one of Interpolations().
func CheckInterpolation(name string) error {
	if known := Interpolations(); !slices.Contains(known, name) {
		return fmt.Errorf("interpolation %q is unknown: give one of %s", name, strings.Join(known, ", "))
	}
	return nil
}

// resizer returns the function that squeezes a picture into size×size pixels of dst, 3 bytes a pixel.
func resizer(size int, interpolation string) (func(dst []byte, src *picture), error) {
	if size < 1 || size > maxSize {
		return nil, fmt.Errorf("image size %d: give a number of pixels from 1 to %d, such as 224", size, maxSize)
	}
	if err := CheckInterpolation(interpolation); err != nil {
		return nil, err
	}
	if interpolation == "nearest" {
		return func(dst []byte, src *picture) { nearest(dst, src, size) }, nil
	}
	f := filters[interpolation]
	return func(dst []byte, src *picture) { resample(dst, src, size, f) }, nil
}
