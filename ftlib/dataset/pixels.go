package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

// Pixels are the decoded and resized images of a data set, in the order of its Files.
type Pixels struct {
	N, Size       int    // number of images; both sides of each, in pixels
	Interpolation string // as given to Dataset.Pixels
	Data          []byte // uint8 [N, Size, Size, 3], RGB. Read-only: it is a mapped file, writing to it ends the program
	Digest        string // hexadecimal SHA-256 of Data: the same wherever and whenever the images are decoded

	unmap func()
}

// At is image i, Size·Size·3 bytes. Read-only as Data.
func (p *Pixels) At(i int) []byte {
	n := p.Size * p.Size * 3
	return p.Data[i*n : (i+1)*n : (i+1)*n]
}

// Image is a copy of image i, to be shown or saved.
func (p *Pixels) Image(i int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, p.Size, p.Size))
	at := p.At(i)
	for k := range p.Size * p.Size {
		copy(img.Pix[4*k:], at[3*k:3*k+3])
		img.Pix[4*k+3] = 255
	}
	return img
}

// Close gives the memory back; Data must not be used any more.
func (p *Pixels) Close() {
	if p.unmap != nil {
		p.unmap()
	}
	p.unmap, p.Data = nil, nil
}

// decoderVersion changes whenever the same files would give other pixels, or others would be refused, so that older cache
// files are not used.
const decoderVersion = 1

// filterVersion is added to it where a filter is used, and changes when one gives other pixels.
const filterVersion = 1

// batch is how many images are decoded before they are written: enough for many cores, few enough for memory.
const batch = 64

// Pixels decodes every image and resizes it to size×size pixels with one of Interpolations(); "nearest" is Keras'
// default. The result is kept in the cache directory and mapped from there, so a second call reads no image. A cache
// file that is cut short or altered is made again. Progress goes to log (nil: silent); when ctx ends, nothing is left
// behind.
func (d *Dataset) Pixels(ctx context.Context, size int, interpolation string, watch progress.Observer) (*Pixels, error) {
	resize, err := resizer(size, interpolation)
	if err != nil {
		return nil, err
	}
	dir, err := fetch.CacheDir("pixels")
	if err != nil {
		return nil, err
	}
	version := decoderVersion
	if interpolation != "nearest" {
		version += filterVersion
	}
	h := sha256.Sum256(fmt.Appendf(nil, "%d %s %d %s", version, d.Fingerprint(), size, interpolation))
	want := footer{Key: hex.EncodeToString(h[:]), N: len(d.Files), Size: size, Interpolation: interpolation}
	path := filepath.Join(dir, want.Key[:32]+".pixels")
	if p, err := openCache(path, want); err == nil {
		return p, nil
	}
	unlock, err := fetch.Lock(ctx, path, watch)
	if err != nil {
		return nil, err
	}
	defer unlock()
	p, err := openCache(path, want) // another process may have been faster
	if err == nil {
		return p, nil
	}
	if !os.IsNotExist(err) {
		progress.Infof(watch, "pixel cache %s: %v: decoding the images again", path, err)
	}
	bar := progress.Begin(watch, "decoding images of "+d.Name, int64(len(d.Files)), "images")
	defer bar.Abort()
	var failed error // of an image: not of the file that is written
	err = writeCache(path, want, func(w io.Writer) error {
		each := size * size * 3
		buf := make([]byte, min(batch, len(d.Files))*each)
		for first := 0; first < len(d.Files); first += batch {
			n := min(batch, len(d.Files)-first)
			err := parallel(ctx, n, func(i int) error {
				pic, err := decodeFile(d.Path(first + i))
				if err != nil {
					return err
				}
				resize(buf[i*each:(i+1)*each], pic)
				bar.Add(1)
				return nil
			})
			if err != nil {
				failed = err
				return err
			}
			if _, err := w.Write(buf[:n*each]); err != nil {
				return err
			}
		}
		return nil
	})
	if failed != nil {
		return nil, failed
	}
	if err != nil {
		return nil, err
	}
	bar.Done()
	return openCache(path, want)
}
