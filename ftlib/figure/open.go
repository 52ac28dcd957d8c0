package figure

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif" // the kinds of images that data sets hold
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"
)

// OpenBelow reads images by their names below a data set's folder, "class/name", for Sources.Open.
func OpenBelow(root string) func(file string) (image.Image, error) {
	return func(file string) (image.Image, error) {
		content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			return nil, err
		}
		img, _, err := image.Decode(bytes.NewReader(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		return img, nil
	}
}
