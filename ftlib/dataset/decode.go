package dataset

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/finetune-go/ft/ftlib/internal/jpeg"
)

// maxPixels is where Pillow takes an image for a decompression bomb and refuses it.
const maxPixels = 178_956_970

// Pictures of more than large pixels are decoded one at a time: some take 20 bytes a pixel until they are done, and
// there may be many cores.
const large = 20_000_000

var oneLarge sync.Mutex

// format is one kind of image file, known by its first bytes as in Pillow, whatever the file's name says.
type format struct {
	name  string
	magic func(head []byte) bool
	open  func(data []byte) (file, error)
}

// file is an image file of which no more is read than what it says before its pixels.
type file interface {
	size() (w, h int)
	decode() (*picture, error)
	exif() []byte // what a camera noted; nil where there is nothing
}

var formats = []format{
	{"JPEG", starts("\xff\xd8\xff"), parseJPEG},
	{"PNG", starts("\x89PNG\r\n\x1a\n"), parsePNG},
	{"GIF", starts("GIF87a", "GIF89a"), parseGIF},
	{"BMP", starts("BM"), parseBMP},
	{"WebP", isWebP, parseWebP},
	{"TIFF", starts("II*\x00", "MM\x00*"), parseTIFF},
	{"PPM", isPNM, parsePNM},
}

// noExif is of the kinds of files in which cameras note nothing.
type noExif struct{}

func (noExif) exif() []byte { return nil }

func starts(magic ...string) func([]byte) bool {
	return func(head []byte) bool {
		for _, m := range magic {
			if bytes.HasPrefix(head, []byte(m)) {
				return true
			}
		}
		return false
	}
}

type jpegFile struct {
	data []byte
	w, h int
}

func parseJPEG(data []byte) (file, error) {
	w, h, err := jpeg.Size(data)
	return &jpegFile{data, w, h}, err
}

func (j *jpegFile) size() (w, h int) { return j.w, j.h }
func (j *jpegFile) exif() []byte     { return jpeg.Exif(j.data) }

func (j *jpegFile) decode() (*picture, error) {
	pix, w, h, err := jpeg.Decode(j.data, nil, scratch(j.w*j.h*3))
	return &picture{w: w, h: h, pix: pix}, err
}

// decodeUpTo turns the content of an image file into RGB; more pixels than most are an error. With exif images are
// rotated as the camera noted; TIFF files always are. A sample that is not nil picks columns and rows, where that saves
// work: the picture is made of those alone, written to dst, and sampled is set.
func decodeUpTo(data []byte, most int, exif bool, sample func(w, h int) (xs, ys []int), dst []byte) (*picture, error) {
	for _, f := range formats {
		if !f.magic(data) {
			continue
		}
		opened, err := f.open(data)
		if err != nil {
			return nil, fmt.Errorf("%s cannot be decoded: %w", f.name, err)
		}
		w, h := opened.size()
		if w <= 0 || h <= 0 || w > most/h {
			return nil, fmt.Errorf("%s of %d×%d pixels: no picture, or too large", f.name, w, h)
		}
		if w*h > large {
			oneLarge.Lock()
			defer oneLarge.Unlock()
		}
		turn := 1
		if exif || f.name == "TIFF" { // which Pillow turns as it loads them
			turn = orientation(opened.exif())
		}
		var pic *picture
		if f.name == "JPEG" && sample != nil && turn == 1 {
			pic = &picture{sampled: true}
			pic.pix, pic.w, pic.h, err = jpeg.Decode(data, sample, dst)
		} else {
			pic, err = opened.decode()
		}
		if err != nil {
			return nil, fmt.Errorf("%s cannot be decoded: %w", f.name, err)
		}
		if pic.w <= 0 || pic.h <= 0 {
			return nil, fmt.Errorf("%s without pixels", f.name)
		}
		return pic.upright(turn), nil
	}
	if len(data) == 0 {
		return nil, errors.New("the file is empty")
	}
	if len(data) > 12 && string(data[4:8]) == "ftyp" {
		return nil, fmt.Errorf("a file of type %q, as AVIF and HEIC are, is not read: convert it to JPEG or PNG", data[8:12])
	}
	return nil, errors.New("no JPEG, PNG, WebP, BMP, GIF, TIFF or PPM")
}
