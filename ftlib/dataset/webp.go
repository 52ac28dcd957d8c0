package dataset

import (
	"bytes"

	"golang.org/x/image/webp"
)

// decodeWebP decodes lossy and lossless files.
func decodeWebP(data []byte) (*picture, error) {
	img, err := webp.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return fromImage(img), nil
}
