package dataset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"

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
	CRC           uint32 // of the checksums of their blocks, see blocks: checked at every start, at memory speed
}

const (
	magic      = "ft-pix2\n"
	tailLength = 4 + len(magic)
	maxFooter  = 4096
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// errDamaged is wrapped by the errors of a file that is not what was written; others, such as a missing permission, are
// not put right by writing it again.
var errDamaged = errors.New("damaged")

func damaged(why string) error { return fmt.Errorf("%w: %s", errDamaged, why) }

// blocks sums bytes as they are written: a checksum (CRC-32C) of each block, and of those one more.
type blocks struct {
	crc  uint32
	n    int // bytes in this block
	sums []byte
}

const blockSize = 4 << 20

func (b *blocks) Write(p []byte) (int, error) {
	total := len(p)
	for len(p) > 0 {
		n := min(len(p), blockSize-b.n)
		b.crc = crc32.Update(b.crc, castagnoli, p[:n])
		p, b.n = p[n:], b.n+n
		if b.n == blockSize {
			b.end()
		}
	}
	return total, nil
}

func (b *blocks) end() {
	b.sums = binary.LittleEndian.AppendUint32(b.sums, b.crc)
	b.crc, b.n = 0, 0
}

func (b *blocks) sum() uint32 {
	if b.n > 0 {
		b.end()
	}
	return crc32.Checksum(b.sums, castagnoli)
}

// blockSum is the sum of blocks over the first n bytes of a file, on all cores. They are read, not mapped: what is
// mapped counts as this process's memory once it has been touched.
func blockSum(f io.ReaderAt, n int64) (uint32, error) {
	count := int((n + blockSize - 1) / blockSize)
	sums := make([]byte, 4*count)
	buffers := sync.Pool{New: func() any { b := make([]byte, blockSize); return &b }}
	err := parallel(context.Background(), count, func(i int) error {
		b := buffers.Get().(*[]byte)
		defer buffers.Put(b)
		first := int64(i) * blockSize
		part := (*b)[:min(blockSize, n-first)]
		if _, err := f.ReadAt(part, first); err != nil {
			return err
		}
		binary.LittleEndian.PutUint32(sums[4*i:], crc32.Checksum(part, castagnoli))
		return nil
	})
	return crc32.Checksum(sums, castagnoli), err
}

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

// writeCache writes what pixels writes, which says how many images those are, and the footer, atomically.
func writeCache(path string, f footer, pixels func(io.Writer) (n int, err error)) error {
	return fetch.WriteFile(path, func(w io.Writer) (err error) {
		sha, crc := sha256.New(), &blocks{}
		if f.N, err = pixels(io.MultiWriter(marked{w}, sha, crc)); err != nil {
			return err
		}
		f.SHA256, f.CRC = hex.EncodeToString(sha.Sum(nil)), crc.sum()
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
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	got, n, err := parseCache(f, info.Size())
	if err != nil {
		return nil, err
	}
	if got.Key != want.Key || got.N != want.N || got.Size != want.Size || got.Interpolation != want.Interpolation {
		return nil, damaged("it belongs to other images")
	}
	data, unmap, err := mapped.File(f)
	if err != nil {
		return nil, err
	}
	p := &Pixels{N: got.N, Size: got.Size, Interpolation: got.Interpolation, Digest: got.SHA256}
	p.Data, p.unmap = data[:n:n], unmap
	return p, nil
}

// parseCache returns the footer and the number of bytes of pixels before it, of a file of so many bytes.
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
	if each := int64(f.Size) * int64(f.Size) * 3; f.N < 1 || f.Size < 1 || f.Size > maxSize || n%each != 0 ||
		n/each != int64(f.N) {
		return f, 0, damaged("its length does not fit its footer")
	}
	sum, err := blockSum(file, n)
	if err != nil {
		return f, 0, err
	}
	if sum != f.CRC {
		return f, 0, damaged("its checksum is wrong")
	}
	return f, n, nil
}
