package dataset

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	"golang.org/x/sys/unix"
)

// Pixels are the decoded and resized images of a data set, in the order of its Files.
type Pixels struct {
	N, Size       int    // number of images; both sides of each, in pixels
	Interpolation string // as given to Dataset.Pixels
	Data          []byte // uint8 [N, Size, Size, 3], RGB. Read-only: a change would stay in this process, and belie Digest
	Digest        string // hexadecimal SHA-256 of Data: the same wherever and whenever the images are decoded

	unmap func()
}

// At is image i, Size·Size·3 bytes. Read-only as Data.
func (p *Pixels) At(i int) []byte {
	n := p.Size * p.Size * 3
	return p.Data[i*n : (i+1)*n : (i+1)*n]
}

// Image is a copy of image i, to be shown or saved.
func (p *Pixels) Image(i int) *image.RGBA { return Image(p.At(i), p.Size) }

// Close releases the memory; Data must not be used any more.
func (p *Pixels) Close() {
	if p.unmap != nil {
		p.unmap()
	}
	p.unmap, p.Data = nil, nil
}

// decoderVersion changes whenever the same files would give other pixels, or others would be refused, so that older
// cache files are not used.
const decoderVersion = 3

// filterVersion is added to it where a filter is used, and changes when one gives other pixels.
const filterVersion = 1

// Pixels decodes every image and resizes it to size×size pixels with one of Interpolations(); "nearest" is Keras'
// default. The result is kept in the cache directory under a digest of the files' contents and mapped from there, so a
// second call reads no image, and a file that has changed since the data set was opened is an error. A cache file that
// is cut short or altered is made again. When ctx ends, nothing is left behind. Close releases the memory.
func (d *Dataset) Pixels(ctx context.Context, size int, interpolation string, watch progress.Observer) (*Pixels,
	error) {
	r := Reading{Size: size, Interpolation: interpolation, Exif: d.Exif}
	want, path, err := d.cacheFile(ctx, r)
	if err != nil {
		return nil, err
	}
	p, err := openCache(path, want)
	if err == nil || !again(err) {
		return p, err
	}
	m, err := d.store(ctx, r, watch, false)
	if err != nil {
		return nil, err
	}
	for i := range d.Files {
		if why := m.Damaged[i]; why != "" {
			return nil, fmt.Errorf("%s: %s", shown(d.Path(i)), why)
		}
	}
	return openCache(path, want)
}

// PixelsDigest is the Digest of Pixels as the cache says it, without reading the pixels; "" where the cache has none.
func (d *Dataset) PixelsDigest(ctx context.Context, size int, interpolation string) (string, error) {
	want, path, err := d.cacheFile(ctx, Reading{Size: size, Interpolation: interpolation, Exif: d.Exif})
	if err != nil {
		return "", err
	}
	f, found, _, err := findCache(path, want)
	if err != nil {
		if again(err) {
			return "", nil
		}
		return "", err
	}
	return found.SHA256, f.Close()
}

// again says whether pixels are to be decoded because of what was found in their place.
func again(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, errDamaged) }

// cacheFile is where pixels are kept, and what the file must say.
func (d *Dataset) cacheFile(ctx context.Context, r Reading) (footer, string, error) {
	if err := r.check(); err != nil {
		return footer{}, "", err
	}
	if _, err := d.contents(ctx); err != nil {
		return footer{}, "", err
	}
	dir, err := fetch.CacheDir("pixels")
	if err != nil {
		return footer{}, "", err
	}
	f := footer{Key: d.pixelKey(r, d.left), N: len(d.Files), Size: r.Size, Interpolation: r.Interpolation}
	return f, filepath.Join(dir, d.pixelKey(r, "")[:32]+".pixels"), nil
}

// pixelKey names pixels by what they were made from and by the files that were left out: their places tell which image
// is which.
func (d *Dataset) pixelKey(r Reading, left string) string {
	version := decoderVersion
	if r.Interpolation != "nearest" {
		version += filterVersion
	}
	from := fmt.Sprintf("%d %s %d %s %t", version, d.key, r.Size, r.Interpolation, r.Exif)
	if left != "" {
		from += " without " + left
	}
	h := sha256.Sum256([]byte(from))
	return hex.EncodeToString(h[:])
}

// store decodes the images into their cache file, without those that are damaged; unless anew, it leaves one that
// another process has made meanwhile.
func (d *Dataset) store(ctx context.Context, r Reading, watch progress.Observer, anew bool) (marks, error) {
	var m marks
	want, path, err := d.cacheFile(ctx, r)
	if err != nil {
		return m, err
	}
	unlock, err := fetch.Lock(ctx, path, watch)
	if err != nil {
		return m, err
	}
	defer unlock()
	p, err := openCache(path, want)
	switch {
	case err == nil:
		p.Close()
		if !anew {
			return m, nil
		}
	case errors.Is(err, errDamaged):
		progress.Infof(watch, "pixel cache %s: %v: decoding the images again", path, err)
	case !again(err):
		return m, err
	}
	if err := checkSpace(filepath.Dir(path), int64(len(d.Files))*int64(r.bytes()), watch); err != nil {
		return m, err
	}
	var failed error // of an image: not of the file that is written
	err = writeCache(path, &want, func(w io.Writer) error {
		m, failed = d.pass(ctx, r, "decoding", watch, w)
		want.N, want.Key = len(d.Files)-len(m.Damaged), d.pixelKey(r, cmp.Or(d.left, m.left()))
		return failed
	})
	var write *writeError
	if failed != nil && !errors.As(failed, &write) {
		err = failed
	}
	return m, err
}

// checkSpace says how much space pixels need where that is much, and refuses where it is not there.
func checkSpace(dir string, need int64, watch progress.Observer) error {
	const much = 1 << 30
	var s unix.Statfs_t
	if need < much || unix.Statfs(dir, &s) != nil {
		return nil
	}
	free := int64(s.Bavail) * s.Bsize
	if free < need {
		return fmt.Errorf("the pixels need %.1f GB in %s, where %.1f GB are free: %s", float64(need)/1e9, dir,
			float64(free)/1e9,
			"free some space, or choose another cache folder or smaller images")
	}
	progress.Infof(watch, "the pixels need %.1f GB in %s, where %.1f GB are free", float64(need)/1e9, dir,
		float64(free)/1e9)
	return nil
}
