package dataset

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/internal/fetch"
)

// A pixel cache file is the pixels, a footer as JSON, the footer's length (4 bytes, little-endian) and a magic word.
// The footer comes last because it holds the checksums of what was written before it.

// footer says what the pixels are.
type footer struct {
	Key           string // what they were made from, see Dataset.Pixels
	N, Size       int
	Interpolation string
	SHA256        string // of the pixels
	CRC           uint32 // Castagnoli, of the pixels: checked at every start, since processors compute it at memory speed
}

const (
	magic      = "ft-pix1\n"
	tailLength = 4 + len(magic)
	maxFooter  = 4096
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// writeCache writes what pixels writes, and the footer, atomically.
func writeCache(path string, f footer, pixels func(io.Writer) error) error {
	return fetch.WriteFile(path, func(w io.Writer) error {
		sha, crc := sha256.New(), crc32.New(castagnoli)
		if err := pixels(io.MultiWriter(w, sha, crc)); err != nil {
			return err
		}
		f.SHA256, f.CRC = hex.EncodeToString(sha.Sum(nil)), crc.Sum32()
		b, err := json.Marshal(f)
		if err != nil {
			return err
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(len(b)))
		_, err = w.Write(append(b, magic...))
		return err
	})
}

// openCache maps a cache file and verifies that it is whole and is the one that was asked for.
func openCache(path string, want footer) (*Pixels, error) {
	data, unmap, err := mapped.Open(path)
	if err != nil {
		return nil, err
	}
	got, n, err := parseCache(data)
	if err == nil && (got.Key != want.Key || got.N != want.N || got.Size != want.Size || got.Interpolation != want.Interpolation) {
		err = errors.New("it belongs to other images")
	}
	if err != nil {
		unmap()
		return nil, err
	}
	return &Pixels{N: got.N, Size: got.Size, Interpolation: got.Interpolation, Data: data[:n:n], Digest: got.SHA256, unmap: unmap}, nil
}

// parseCache returns the footer and the number of bytes of pixels before it.
func parseCache(data []byte) (footer, int, error) {
	var f footer
	end := len(data) - tailLength
	if end < 0 || !bytes.HasSuffix(data, []byte(magic)) {
		return f, 0, errors.New("it is cut short")
	}
	length := int(binary.LittleEndian.Uint32(data[end:]))
	if length > maxFooter || length > end {
		return f, 0, errors.New("its footer is damaged")
	}
	n := end - length
	if err := json.Unmarshal(data[n:end], &f); err != nil {
		return f, 0, fmt.Errorf("its footer is damaged: %w", err)
	}
	if f.N < 1 || f.Size < 1 || f.Size > maxSize || n%(f.Size*f.Size*3) != 0 || n/(f.Size*f.Size*3) != f.N {
		return f, 0, errors.New("its length does not fit its footer")
	}
	if crc32.Checksum(data[:n], castagnoli) != f.CRC {
		return f, 0, errors.New("its checksum is wrong")
	}
	return f, n, nil
}
