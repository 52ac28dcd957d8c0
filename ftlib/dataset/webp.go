package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"

	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"
	"golang.org/x/image/webp"
)

func isWebP(head []byte) bool {
	return len(head) >= 16 && string(head[:4]) == "RIFF" && string(head[8:15]) == "WEBPVP8"
}

// webpFile is the first picture of a WebP file and where it lies on the canvas.
type webpFile struct {
	canvas, frame image.Rectangle
	alpha, pixels []byte // chunks with their headers; alpha may be nil
	noted         []byte // by the camera
}

var errWebP = errors.New("the file is cut short or damaged")

// riff calls visit for each chunk until it returns false.
func riff(data []byte, visit func(name string, body, chunk []byte) bool) error {
	for len(data) > 0 {
		if len(data) < 8 {
			return nil // filling
		}
		n := int(binary.LittleEndian.Uint32(data[4:]))
		if n > len(data)-8 {
			return errWebP
		}
		end := min(8+n+n%2, len(data))
		if !visit(string(data[:4]), data[8:8+n], data[:end]) {
			return nil
		}
		data = data[end:]
	}
	return nil
}

func parseWebP(data []byte) (file, error) {
	n := int(binary.LittleEndian.Uint32(data[4:]))
	if n > len(data)-8 || n < 4 {
		return nil, errWebP
	}
	w := &webpFile{}
	animated := false
	err := riff(data[12:8+n], func(name string, body, chunk []byte) bool {
		switch {
		case name == "VP8X" && len(body) >= 10 && w.canvas.Empty():
			animated = body[0]&2 != 0
			w.canvas = image.Rect(0, 0, 1+number(body[4:]), 1+number(body[7:]))
		case name == "ANMF" && len(body) >= 16 && w.pixels == nil:
			x, y := 2*number(body), 2*number(body[3:])
			w.frame = image.Rect(x, y, x+1+number(body[6:]), y+1+number(body[9:]))
			riff(body[16:], func(name string, _, chunk []byte) bool { w.take(name, chunk); return true })
		case name == "EXIF":
			w.noted = body
		case !animated:
			w.take(name, chunk)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	if w.pixels == nil {
		return nil, errors.New("no picture in it")
	}
	size, err := chunkSize(w.pixels)
	if err != nil {
		return nil, err
	}
	inside := image.Rectangle{Max: size}
	if w.canvas.Empty() {
		w.canvas = inside
	}
	if w.frame.Empty() {
		w.frame = w.canvas
	}
	if w.frame.Size() != size || !w.frame.In(w.canvas) {
		return nil, errors.New("its header declares another size than its picture has")
	}
	return w, nil
}

func (w *webpFile) take(name string, chunk []byte) {
	switch {
	case w.pixels != nil:
	case name == "ALPH" && w.alpha == nil:
		w.alpha = chunk
	case name == "VP8 ", name == "VP8L":
		w.pixels = chunk
	}
}

// number reads 24 bits.
func number(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

func chunkSize(chunk []byte) (image.Point, error) {
	body := bytes.NewReader(chunk[8:])
	if string(chunk[:4]) == "VP8L" {
		c, err := vp8l.DecodeConfig(body)
		return image.Pt(c.Width, c.Height), err
	}
	d := vp8.NewDecoder()
	d.Init(body, body.Len())
	head, err := d.DecodeFrameHeader()
	return image.Pt(head.Width, head.Height), err
}

func (w *webpFile) size() (width, height int) { return w.canvas.Dx(), w.canvas.Dy() }
func (w *webpFile) exif() []byte              { return bytes.TrimPrefix(w.noted, []byte("Exif\x00\x00")) }

// decode decodes lossless files and lossy ones, the latter with libwebp's colours: golang.org/x/image gives their
// planes a type of full-range JPEG colours, but WebP's are those of video, 16 to 235. Of an animation it takes the
// first frame, on a black canvas.
func (w *webpFile) decode() (*picture, error) {
	pic, err := w.still()
	if err != nil || w.frame == w.canvas {
		return pic, err
	}
	out := newPicture(w.canvas.Dx(), w.canvas.Dy())
	for y := range pic.h {
		copy(out.pix[((w.frame.Min.Y+y)*out.w+w.frame.Min.X)*3:], pic.pix[y*pic.w*3:(y+1)*pic.w*3])
	}
	return out, nil
}

// still decodes the frame as a file of its own.
func (w *webpFile) still() (*picture, error) {
	var body []byte
	if w.alpha != nil && string(w.pixels[:4]) == "VP8 " {
		x, y := w.frame.Dx()-1, w.frame.Dy()-1
		body = append(body, "VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"...)
		body = append(body, byte(x), byte(x>>8), byte(x>>16), byte(y), byte(y>>8), byte(y>>16))
		body = append(body, even(w.alpha)...)
	}
	body = append(body, even(w.pixels)...)
	file := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(4+len(body)))
	file = append(append(file, "WEBP"...), body...)
	img, err := webp.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	switch img := img.(type) {
	case *image.YCbCr:
		return fromVideo(img), nil
	case *image.NYCbCrA:
		return fromVideo(&img.YCbCr), nil
	}
	return fromImage(img), nil
}

// even adds the byte that fills a chunk of odd length, where the file ended before it.
func even(chunk []byte) []byte {
	if len(chunk)%2 == 1 {
		return append(bytes.Clone(chunk), 0)
	}
	return chunk
}
