package figure

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif" // the kinds of images that data sets hold
	_ "image/jpeg"
	_ "image/png"
	"path/filepath"

	"github.com/finetune-go/ft/internal/fetch"
	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/webp"
)

// maxFile is more than the largest picture takes without compression.
const maxFile = 2 << 30

// OpenBelow reads images by their names below a data set's folder, "class/name", for Sources.Open.
func OpenBelow(root string) func(file string) (image.Image, error) {
	return func(file string) (image.Image, error) {
		content, err := fetch.ReadFile(filepath.Join(root, filepath.FromSlash(file)), maxFile)
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
