package dataset

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"syscall"

	"github.com/finetune-go/ft/internal/regular"
)

// Reading says how image files become pixels.
type Reading struct {
	Size          int    // both sides, in pixels
	Interpolation string // one of Interpolations(); "nearest" is the default of Keras' load_img
	Exif          bool   // turn images as the camera noted, before they are resized; Keras does so to TIFF alone
}

// check refuses what no image can be read as.
func (r Reading) check() error {
	if r.Size < 1 || r.Size > maxSize {
		return fmt.Errorf("image size %d: give a number of pixels from 1 to %d, such as 224", r.Size, maxSize)
	}
	return CheckInterpolation(r.Interpolation)
}

// bytes is the length of an image.
func (r Reading) bytes() int { return r.Size * r.Size * 3 }

// pixels decodes the content of a file and resizes it into dst. Clipped says that it has grey of 16 bits that was cut
// off.
func (r Reading) pixels(dst, data []byte) (clipped bool, err error) {
	var sample func(w, h int) (xs, ys []int)
	if r.Interpolation == "nearest" {
		sample = func(w, h int) (xs, ys []int) { return positions(w, r.Size), positions(h, r.Size) }
	}
	pic, err := decodeUpTo(data, maxPixels, r.Exif, sample, dst)
	if err != nil {
		return false, err
	}
	switch {
	case pic.sampled: // it is there
	case sample != nil:
		nearest(dst, pic, r.Size)
	default:
		resample(dst, pic, r.Size, filters[r.Interpolation])
		recycle(pic.pix)
	}
	return pic.clipped, nil
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

// LoadImages reads image files as LoadImage does.
func LoadImages(ctx context.Context, paths []string, size int, interpolation string) (rgb []byte, damaged []error,
	err error) {
	return Reading{Size: size, Interpolation: interpolation}.Load(ctx, paths)
}

// Load reads image files on all cores: uint8 [n, size, size, 3], RGB, in the order of paths, and for each file nil or
// why it cannot be read.
func (r Reading) Load(ctx context.Context, paths []string) (rgb []byte, damaged []error, err error) {
	if err := r.check(); err != nil {
		return nil, nil, err
	}
	each := r.bytes()
	rgb, damaged = make([]byte, len(paths)*each), make([]error, len(paths))
	err = parallel(ctx, len(paths), func(i int) error {
		data, err := readFile(paths[i])
		if lacking(err) {
			return err
		}
		if err == nil {
			_, err = r.pixels(rgb[i*each:(i+1)*each], data)
		}
		if err != nil {
			damaged[i] = fmt.Errorf("%s: %w", shown(paths[i]), reason(err))
		}
		return nil
	})
	return rgb, damaged, err
}

// maxFile is more than the largest picture takes without compression.
const maxFile = 2 << 30

var errHuge = errors.New("it has more than 2 GB: no picture is so large")

// lacking says that an error says nothing against the file: the process has no more of something.
func lacking(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, syscall.ENOMEM)
}

// readFile reads an image file.
func readFile(path string) ([]byte, error) {
	f, info, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() > maxFile {
		return nil, &os.PathError{Op: "read", Path: path, Err: errHuge}
	}
	data := make([]byte, info.Size()+1)
	n, err := io.ReadFull(f, data)
	if err == io.EOF || err == io.ErrUnexpectedEOF { // as long as it was, or shorter
		return data[:n], nil
	}
	if err != nil {
		return nil, err
	}
	more, err := io.ReadAll(io.LimitReader(f, maxFile)) // it has become longer
	return append(data, more...), err
}

// Image is what reading gives of one file, RGB [size, size, 3], as an image to look at.
func Image(rgb []byte, size int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for i := range size * size {
		copy(img.Pix[4*i:], rgb[3*i:3*i+3])
		img.Pix[4*i+3] = 255
	}
	return img
}
