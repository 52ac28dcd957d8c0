package dataset

import (
	"bytes"
	"image/gif"
)

// decodeGIF decodes the first frame.
func decodeGIF(data []byte) (*picture, error) {
	img, err := gif.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return fromImage(img), nil
}
