package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"sync"

	"golang.org/x/image/bmp"
)

// maxPixels is where Pillow takes an image for a decompression bomb and refuses it.
const maxPixels = 178_956_970

// Pictures of more than large pixels are decoded one at a time: some take 20 bytes a pixel until they are done, and there
// may be many cores.
const large = 20_000_000

var oneLarge sync.Mutex

// format is one kind of image file, known by its first bytes as in Pillow, whatever the file's name says.
type format struct {
	name   string
	magic  func(head []byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(data []byte) (*picture, error)
}

var formats = []format{
	{"JPEG", starts("\xff\xd8\xff"), jpeg.DecodeConfig, decodeJPEG},
	{"PNG", starts("\x89PNG\r\n\x1a\n"), png.DecodeConfig, decodePNG},
	{"GIF", starts("GIF8"), gif.DecodeConfig, decodeGIF},
	{"BMP", starts("BM"), bmp.DecodeConfig, plain(bmp.Decode)},
	{"WebP", isWebP, webpConfig, decodeWebP},
}

func starts(magic string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) }
}

func isWebP(head []byte) bool {
	return len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP"
}

func plain(decode func(io.Reader) (image.Image, error)) func([]byte) (*picture, error) {
	return func(data []byte) (*picture, error) {
		img, err := decode(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		return fromImage(img), nil
	}
}

// decodePNG gives 16-bit grey with a transparent shade, which Go's decoder takes to colours, the type that it is without.
func decodePNG(data []byte) (*picture, error) {
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	const depth, kind = 24, 25 // places in the header
	if wide, ok := img.(*image.NRGBA64); ok && data[depth] == 16 && data[kind] == 0 {
		grey := image.NewGray16(wide.Rect)
		for i := range len(grey.Pix) / 2 {
			copy(grey.Pix[2*i:], wide.Pix[8*i:8*i+2])
		}
		img = grey
	}
	return fromImage(img), nil
}

// decode turns the content of an image file into RGB. The orientation that a camera noted (EXIF) is left alone, as
// Keras' load_img leaves it.
func decode(data []byte) (*picture, error) { return decodeUpTo(data, maxPixels) }

// decodeUpTo refuses images of more pixels than most.
func decodeUpTo(data []byte, most int) (*picture, error) {
	for _, f := range formats {
		if !f.magic(data) {
			continue
		}
		c, err := f.config(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%s cannot be decoded: %w", f.name, err)
		}
		if c.Width <= 0 || c.Height <= 0 || c.Width > most/c.Height {
			return nil, fmt.Errorf("%s of %d×%d pixels: no picture, or too large", f.name, c.Width, c.Height)
		}
		if c.Width*c.Height > large {
			oneLarge.Lock()
			defer oneLarge.Unlock()
		}
		pic, err := f.decode(data)
		if err != nil {
			return nil, fmt.Errorf("%s cannot be decoded: %w", f.name, err)
		}
		if pic.w <= 0 || pic.h <= 0 {
			return nil, fmt.Errorf("%s without pixels", f.name)
		}
		return pic, nil
	}
	if len(data) == 0 {
		return nil, errors.New("the file is empty")
	}
	return nil, errors.New("no JPEG, PNG, WebP, BMP or GIF")
}

func decodeFile(path string) (*picture, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pic, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return pic, nil
}

// LoadImage reads one image file as Keras' load_img(path, target_size=(size, size), interpolation=interpolation) does:
// uint8 [size, size, 3], RGB. The error names the file.
func LoadImage(path string, size int, interpolation string) ([]byte, error) {
	out, damaged, err := LoadImages(context.Background(), []string{path}, size, interpolation)
	if err == nil {
		err = damaged[0]
	}
	return out, err
}

// LoadImages reads image files as LoadImage does, on all cores: uint8 [n, size, size, 3], RGB, in the order of paths, and
// for each file nil or why it cannot be read.
func LoadImages(ctx context.Context, paths []string, size int, interpolation string) (rgb []byte, damaged []error, err error) {
	resize, err := resizer(size, interpolation)
	if err != nil {
		return nil, nil, err
	}
	each := size * size * 3
	rgb, damaged = make([]byte, len(paths)*each), make([]error, len(paths))
	err = parallel(ctx, len(paths), func(i int) error {
		pic, err := decodeFile(paths[i])
		if err == nil {
			resize(rgb[i*each:(i+1)*each], pic)
		}
		damaged[i] = err
		return nil
	})
	return rgb, damaged, err
}
