// Package mapped shows the bytes of a file as memory without reading them first, and numbers as bytes and back.
package mapped

import (
	"errors"
	"fmt"
	"io"
	"os"
	"unsafe"

	"github.com/finetune-go/ft/internal/regular"
	"golang.org/x/sys/unix"
)

// ErrEmpty says that a file has nothing in it to be mapped.
var ErrEmpty = errors.New("empty")

// Open maps a whole file: pages come in when they are touched and are dropped when memory is short. A change to the
// bytes does not reach the file; they are valid until unmap is called.
func Open(path string) (data []byte, unmap func(), err error) {
	f, _, err := regular.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	return File(f)
}

// File is Open for a file that is open; it may be closed before unmap is called.
func File(f *os.File) (data []byte, unmap func(), err error) {
	path := f.Name()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s is not a file", path)
	}
	if info.Size() == 0 {
		return nil, nil, fmt.Errorf("%s is %w", path, ErrEmpty)
	}
	// Without a reservation, because few pages or none are changed: the file may be larger than memory and swap together.
	data, err = unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_PRIVATE|unix.MAP_NORESERVE)
	switch {
	case errors.Is(err, unix.ENODEV): // some network file systems cannot be mapped
		data, err = io.ReadAll(io.NewSectionReader(f, 0, info.Size())) // of this file: its name may be another one's by now
		return data, func() {}, err
	case err != nil:
		return nil, nil, fmt.Errorf("map %s into memory: %w", path, err)
	}
	return data, func() { unix.Munmap(data) }, nil
}

// Bytes are the little-endian bytes that float32 values are in memory on every platform XLA runs on.
func Bytes(v []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), 4*len(v))
}

// Floats are the float32 values that bytes aligned to four are; what is left over at the end is not seen.
func Floats(b []byte) []float32 {
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/4)
}
