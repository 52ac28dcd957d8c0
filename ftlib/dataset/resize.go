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
