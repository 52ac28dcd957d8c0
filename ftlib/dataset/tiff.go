package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/image/tiff"
)

// Tags of a TIFF file.
const (
	tiffWidth       = 256
	tiffHeight      = 257
	tiffBits        = 258
	tiffCompression = 259
	tiffColours     = 262 // photometric interpretation
	tiffOffsets     = 273
	tiffChannels    = 277
	tiffRows        = 278 // of a strip
	tiffCounts      = 279
	tiffPlanes      = 284
	tiffPredictor   = 317
	tiffTileWidth   = 322
	tiffTileHeight  = 323
	tiffTileOffsets = 324
	tiffTileCounts  = 325
	tiffTables      = 347 // of JPEG
)

// Values of tags.
const (
	tiffWhiteIsZero, tiffBlackIsZero, tiffRGB, tiffCMYK, tiffYCbCr = 0, 1, 2, 5, 6

	tiffPlain, tiffGroup3, tiffGroup4, tiffLZW, tiffJPEG, tiffDeflate = 1, 3, 4, 5, 7, 8
	tiffPackBits, tiffOldDeflate                                      = 32773, 32946
)

var errTIFF = errors.New("the file is cut short or damaged")

// tiffFile is the first picture of a TIFF file.
type tiffFile struct {
	data  []byte
	order binary.ByteOrder
	tags  map[uint16][]int // of whole numbers and bytes
}

func parseTIFF(data []byte) (file, error) {
	t := &tiffFile{data: data, order: binary.LittleEndian, tags: map[uint16][]int{}}
	if len(data) < 8 {
		return nil, errTIFF
	}
	if data[0] == 'M' {
		t.order = binary.BigEndian
	}
	at := int(t.order.Uint32(data[4:]))
	if at > len(data)-2 {
		return nil, errTIFF
	}
	for i := range int(t.order.Uint16(data[at:])) {
		if at+2+12*i+12 > len(data) {
			return nil, errTIFF
		}
		e := data[at+2+12*i:]
		kind, n := t.order.Uint16(e[2:]), int(t.order.Uint32(e[4:]))
		size := map[uint16]int{1: 1, 3: 2, 4: 4, 7: 1}[kind]
		if size == 0 || n > len(data) {
			continue
		}
		values := e[8:12]
		if n*size > 4 {
			place := int(t.order.Uint32(e[8:]))
			if place > len(data)-n*size {
				return nil, errTIFF
			}
			values = data[place:]
		}
		list := make([]int, n)
		for k := range list {
			switch size {
			case 1:
				list[k] = int(values[k])
			case 2:
				list[k] = int(t.order.Uint16(values[2*k:]))
			default:
				list[k] = int(t.order.Uint32(values[4*k:]))
			}
		}
		t.tags[t.order.Uint16(e)] = list
	}
	return t, nil
}

// get is the first value of a tag.
func (t *tiffFile) get(tag uint16, missing int) int {
	if v := t.tags[tag]; len(v) > 0 {
		return v[0]
	}
	return missing
}

func (t *tiffFile) size() (w, h int) { return t.get(tiffWidth, 0), t.get(tiffHeight, 0) }
func (t *tiffFile) exif() []byte     { return t.data }

// decode leaves what golang.org/x/image reads as Pillow does to that.
func (t *tiffFile) decode() (*picture, error) {
	compression, colours := t.get(tiffCompression, tiffPlain), t.get(tiffColours, -1)
	if colours == tiffCMYK || compression == tiffJPEG || t.get(tiffChannels, 1) == 2 {
		return t.parts()
	}
	img, err := tiff.Decode(bytes.NewReader(t.data))
	if err != nil {
		return nil, err
	}
	pic := fromImage(img)
	if colours == tiffBlackIsZero && (compression == tiffGroup3 || compression == tiffGroup4) {
		for i := range pic.pix { // x/image takes the white of a fax for white, whatever the file says
			pic.pix[i] = ^pic.pix[i]
		}
	}
	return pic, nil
}

// parts reads grey with alpha, inks and pictures in JPEG, all of 8 bits, in strips or tiles.
func (t *tiffFile) parts() (*picture, error) {
	w, h := t.size()
	n := t.get(tiffChannels, 1)
	for _, bits := range t.tags[tiffBits] {
		if bits != 8 {
			return nil, fmt.Errorf("%d bits a value", bits)
		}
	}
	if t.get(tiffPlanes, 1) != 1 {
		return nil, errors.New("planes apart")
	}
	across, down, offsets, counts := w, t.get(tiffRows, h), t.tags[tiffOffsets], t.tags[tiffCounts]
	if len(t.tags[tiffTileOffsets]) > 0 {
		across, down = t.get(tiffTileWidth, 0), t.get(tiffTileHeight, 0)
		offsets, counts = t.tags[tiffTileOffsets], t.tags[tiffTileCounts]
	}
	if across <= 0 || down <= 0 || across > w+1<<15 {
		return nil, errTIFF
	}
	down = min(down, h+1<<15)
	pic := newPicture(w, h)
	part := 0
	for y := 0; y < h; y += down {
		for x := 0; x < w; x += across {
			if part >= len(offsets) || part >= len(counts) || offsets[part] > len(t.data) ||
				counts[part] > len(t.data)-offsets[part] {
				return nil, errTIFF
			}
			body := t.data[offsets[part] : offsets[part]+counts[part]]
			rows := down
			if len(t.tags[tiffTileOffsets]) == 0 {
				rows = min(down, h-y)
			}
			rgb, err := t.part(body, across, rows, n)
			if err != nil {
				return nil, err
			}
			for k := range min(rows, h-y) {
				copy(pic.pix[((y+k)*w+x)*3:((y+k)*w+min(x+across, w))*3], rgb[k*across*3:])
			}
			part++
		}
	}
	return pic, nil
}
