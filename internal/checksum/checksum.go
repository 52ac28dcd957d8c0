// Package checksum tells at memory speed whether bytes are those that were written: a CRC-32C of each block, so that
// all cores can check, and of those one more. It finds damage; against malice a download has its SHA-256.
package checksum

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"runtime"
	"sync"

	"github.com/finetune-go/ft/internal/regular"
)

const (
	blockSize = 4 << 20
	pieceSize = 256 << 10 // read at once: stays in a core's cache until it is summed
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Writer sums what is written to it.
type Writer struct {
	crc  uint32
	n    int // bytes in this block
	sums []byte
}

// Write implements io.Writer; it never fails.
func (w *Writer) Write(p []byte) (int, error) {
	total := len(p)
	for len(p) > 0 {
		n := min(len(p), blockSize-w.n)
		w.crc = crc32.Update(w.crc, castagnoli, p[:n])
		p, w.n = p[n:], w.n+n
		if w.n == blockSize {
			w.end()
		}
	}
	return total, nil
}

func (w *Writer) end() {
	w.sums = binary.LittleEndian.AppendUint32(w.sums, w.crc)
	w.crc, w.n = 0, 0
}

// Sum is the checksum of all that was written. Nothing may be written after it.
func (w *Writer) Sum() uint32 {
	if w.n > 0 {
		w.end()
	}
	return crc32.Checksum(w.sums, castagnoli)
}

// Of is the checksum of bytes in memory.
func Of(data []byte) uint32 {
	sum, _ := blocks(int64(len(data)), func(from, to int64) (uint32, error) { // can't fail
		return CRC(data[from:to]), nil
	})
	return sum
}

// File is the checksum of a file.
func File(path string) (uint32, error) {
	f, info, err := regular.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return At(f, info.Size())
}

// At is the checksum of the first size bytes of a file. They are read, not mapped: what is mapped counts as this
// process's memory once it has been touched.
func At(f io.ReaderAt, size int64) (uint32, error) {
	pieces := sync.Pool{New: func() any { return new([pieceSize]byte) }}
	return blocks(size, func(from, to int64) (crc uint32, err error) {
		piece := pieces.Get().(*[pieceSize]byte)
		defer pieces.Put(piece)
		for from < to {
			read := piece[:min(pieceSize, to-from)]
			if n, err := f.ReadAt(read, from); n < len(read) {
				return 0, err
			}
			crc = crc32.Update(crc, castagnoli, read)
			from += int64(len(read))
		}
		return crc, nil
	})
}

// blocks sums size bytes on all cores; of sums a block.
func blocks(size int64, of func(from, to int64) (uint32, error)) (uint32, error) {
	n := int((size + blockSize - 1) / blockSize)
	sums, failed := make([]byte, 4*n), make([]error, runtime.GOMAXPROCS(0))
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	var all sync.WaitGroup
	for k := range min(len(failed), n) {
		all.Go(func() {
			for i := range next {
				crc, err := of(int64(i)*blockSize, min(int64(i+1)*blockSize, size))
				if err != nil {
					failed[k] = err
					return
				}
				binary.LittleEndian.PutUint32(sums[4*i:], crc)
			}
		})
	}
	all.Wait()
	return crc32.Checksum(sums, castagnoli), errors.Join(failed...)
}
