//go:build !unix

package dataset

import (
	"io"
	"os"
)

// mapFile reads the file into memory, where there is no portable mapping.
func mapFile(f *os.File) (data []byte, unmap func() error, err error) {
	data, err = io.ReadAll(f)
	return data, func() error { return nil }, err
}
