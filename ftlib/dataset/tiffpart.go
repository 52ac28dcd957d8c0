package dataset

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"

	"github.com/finetune-go/ft/ftlib/internal/jpeg"
	"golang.org/x/image/tiff/lzw"
)

// part decodes a strip or a tile to RGB.
func (t *tiffFile) part(body []byte, w, h, channels int) ([]byte, error) {
	if t.get(tiffCompression, tiffPlain) == tiffJPEG {
		return t.jpeg(body, w, h)
	}
	values := make([]byte, w*h*channels)
	if err := t.inflate(values, body); err != nil {
		return nil, err
	}
	if t.get(tiffPredictor, 1) == 2 {
		for y := range h {
			row := values[y*w*channels : (y+1)*w*channels]
			for i := channels; i < len(row); i++ {
				row[i] += row[i-channels]
			}
		}
	}
	rgb := make([]byte, w*h*3)
	for i := range w * h {
		v, out := values[i*channels:(i+1)*channels], rgb[3*i:3*i+3]
		switch colours := t.get(tiffColours, -1); {
		case colours == tiffCMYK && channels >= 4:
			light := 255 - int32(v[3])
			for k := range out { // Pillow's cmyk2rgb, the product rounded as its MULDIV255
				p := int32(v[k])*light + 128
				out[k] = clamp(light - ((p>>8)+p)>>8)
			}
		case colours == tiffBlackIsZero:
			out[0], out[1], out[2] = v[0], v[0], v[0]
		case colours == tiffWhiteIsZero:
			out[0], out[1], out[2] = ^v[0], ^v[0], ^v[0]
		default:
			return nil, fmt.Errorf("colours of kind %d with %d channels", colours, channels)
		}
	}
	return rgb, nil
}

// inflate fills out.
func (t *tiffFile) inflate(out, body []byte) error {
	var r io.Reader = bytes.NewReader(body)
	switch c := t.get(tiffCompression, tiffPlain); c {
	case tiffPlain:
	case tiffLZW:
		r = lzw.NewReader(r, lzw.MSB, 8)
	case tiffDeflate, tiffOldDeflate:
		z, err := zlib.NewReader(r)
		if err != nil {
			return err
		}
		r = z
	case tiffPackBits:
		return packBits(out, body)
	default:
		return fmt.Errorf("compression %d", c)
	}
	if _, err := io.ReadFull(r, out); err != nil {
		return errTIFF
	}
	return nil
}

// packBits undoes run lengths (TIFF specification, section 9).
func packBits(out, body []byte) error {
	for len(out) > 0 {
		if len(body) < 2 {
			return errTIFF
		}
		n := int(int8(body[0]))
		switch {
		case n >= 0:
			if len(body) < 2+n {
				return errTIFF
			}
			out = out[copy(out, body[1:2+n]):]
			body = body[2+n:]
		case n == -128:
			body = body[1:]
		default:
			for range min(1-n, len(out)) {
				out[0] = body[1]
				out = out[1:]
			}
			body = body[2:]
		}
	}
	return nil
}

// jpeg decodes a strip or a tile that is a JPEG file without its tables, which are kept once for all.
func (t *tiffFile) jpeg(body []byte, w, h int) ([]byte, error) {
	file := []byte("\xff\xd8")
	if c := t.get(tiffColours, -1); c == tiffRGB || c == tiffYCbCr { // Adobe's segment says which
		file = append(file, "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"...)
		file = append(file, byte(min(1, c-tiffRGB)))
	}
	var tables []byte
	for _, v := range t.tags[tiffTables] {
		tables = append(tables, byte(v))
	}
	if len(tables) >= 4 {
		file = append(file, tables[2:len(tables)-2]...)
	}
	if len(body) < 2 {
		return nil, errTIFF
	}
	rgb, gotW, gotH, err := jpeg.Decode(append(file, body[2:]...), nil, nil)
	if err == nil && (gotW != w || gotH != h) {
		err = errTIFF
	}
	return rgb, err
}
