package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/regular"
)

// A pixel cache file is the pixels, a footer as JSON, the footer's length (4 bytes, little-endian) and a magic word.
// The footer comes last because it holds the checksums of what was written before it.

// footer says what the pixels are.
type footer struct {
	Key           string // what they were made from, see Dataset.Pixels
	N, Size       int
	Interpolation string
	SHA256        string // of the pixels
	CRC           uint32 // see package checksum: checked whenever the pixels are opened, at memory speed
	Own           uint32 // checksum of the other fields; 0 in files of older versions
}

// own is what Own has to be.
func (f footer) own() uint32 {
	f.Own = 0
	return checksum.CRC(fmt.Append(nil, f))
}

const (
	magic      = "ft-pix2\n"
	tailLength = 4 + len(magic)
	maxFooter  = 4096
)

// errDamaged is wrapped by the errors of a file that is not what was written; others, such as a missing permission, are
// not put right by writing it again.
var errDamaged = errors.New("damaged")

func damaged(why string) error { return fmt.Errorf("%w: %s", errDamaged, why) }

// writeError is the error of the file that is written, among those of the images.
type writeError struct{ err error }

func (e *writeError) Error() string { return e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

// marked marks the errors of a file that is written.
type marked struct{ w io.Writer }

func (m marked) Write(p []byte) (int, error) {
	n, err := m.w.Write(p)
	if err != nil {
		err = &writeError{err}
	}
	return n, err
}

// writeCache writes what pixels writes, which says in the footer which images those are, and the footer, atomically.
func writeCache(path string, f *footer, pixels func(io.Writer) error) error {
	return fetch.WriteFile(path, func(w io.Writer) error {
		sha, crc := sha256.New(), &checksum.Writer{}
		if err := pixels(io.MultiWriter(marked{w}, sha, crc)); err != nil {
			return err
		}
		f.SHA256, f.CRC = hex.EncodeToString(sha.Sum(nil)), crc.Sum()
		f.Own = f.own()
		b, err := json.Marshal(f)
		if err != nil {
			return err
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(len(b)))
		_, err = w.Write(append(b, magic...))
		return err
	})
}

// findCache opens a cache file that is the one that was asked for, with n bytes of pixels that are yet to be verified.
func findCache(path string, want footer) (f *os.File, got footer, n int64, err error) {
	f, info, err := regular.Open(path)
	if err != nil {
		return nil, got, 0, err
	}
	got, n, err = parseCache(f, info.Size())
	if err == nil && (got.Key != want.Key || got.N != want.N || got.Size != want.Size ||
		got.Interpolation != want.Interpolation) {
		err = damaged("it belongs to other images")
	}
	if err != nil {
		f.Close()
	}
	return f, got, n, err
}

// openCache maps a cache file and verifies that it is whole and is the one that was asked for.
func openCache(path string, want footer) (*Pixels, error) {
	f, got, n, err := findCache(path, want)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum, err := checksum.At(f, n)
	if err != nil {
		return nil, err
	}
	if sum != got.CRC {
		return nil, damaged("its checksum is wrong")
	}
	data, unmap, err := mapped.File(f)
	if err != nil {
		return nil, err
	}
	p := &Pixels{N: got.N, Size: got.Size, Interpolation: got.Interpolation, Digest: got.SHA256}
	p.Data, p.unmap = data[:n:n], unmap
	return p, nil
}

// parseCache returns the footer of a file of size bytes, and the number of bytes of pixels before it.
func parseCache(file io.ReaderAt, size int64) (footer, int64, error) {
	var f footer
	end := size - int64(tailLength)
	if end < 0 {
		return f, 0, damaged("it is cut short")
	}
	tail := make([]byte, tailLength)
	if _, err := file.ReadAt(tail, end); err != nil {
		return f, 0, err
	}
	if !bytes.HasSuffix(tail, []byte(magic)) {
		return f, 0, damaged("it is cut short")
	}
	length := int64(binary.LittleEndian.Uint32(tail))
	if length > maxFooter || length > end {
		return f, 0, damaged("its footer is damaged")
	}
	n := end - length
	text := make([]byte, length)
	if _, err := file.ReadAt(text, n); err != nil {
		return f, 0, err
	}
	if err := json.Unmarshal(text, &f); err != nil {
		return f, 0, damaged("its footer is damaged: " + err.Error())
	}
	if f.Own != 0 && f.Own != f.own() {
		return f, 0, damaged("its footer is damaged")
	}
	if each := int64(f.Size) * int64(f.Size) * 3; f.N < 1 || f.Size < 1 || f.Size > maxSize || n%each != 0 ||
		n/each != int64(f.N) {
		return f, 0, damaged("its length does not fit its footer")
	}
	return f, n, nil
}
