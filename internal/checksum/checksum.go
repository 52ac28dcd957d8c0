// Package checksum tells at memory speed whether bytes are those that were written: a CRC-32C of each block, so that
// all cores can check, and of those one more. It finds damage; against malice a download has its SHA-256.
package checksum

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"sync"
)

const blockSize = 4 << 20

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
	sum, _ := blocks(int64(len(data)), func(_ []byte, from, to int64) ([]byte, error) {
		return data[from:to],
			nil
	}) // can't fail
	return sum
}

// File is the checksum of a file.
func File(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return blocks(info.Size(), func(buffer []byte, from, to int64) ([]byte, error) {
		n, err := f.ReadAt(buffer[:to-from], from)
		if err == io.EOF && int64(n) == to-from {
			err = nil
		}
		return buffer[:n], err
	})
}

// blocks sums size bytes on all cores. get returns those of a block, in the given buffer if it needs one.
func blocks(size int64, get func(buffer []byte, from, to int64) ([]byte, error)) (uint32, error) {
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
			var buffer []byte
			for i := range next {
				if buffer == nil {
					buffer = make([]byte, blockSize)
				}
				data, err := get(buffer, int64(i)*blockSize, min(int64(i+1)*blockSize, size))
				if err != nil {
					failed[k] = err
					return
				}
				binary.LittleEndian.PutUint32(sums[4*i:], crc32.Checksum(data, castagnoli))
			}
		})
	}
	all.Wait()
	return crc32.Checksum(sums, castagnoli), errors.Join(failed...)
}
