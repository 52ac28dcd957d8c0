//go:build cgo

package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWriteNpy checks the header, which is known last, and that a failure leaves nothing behind.
func TestWriteNpy(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f.npy")
	err := writeNpy(path, []int{2, 3}, func(w io.Writer) (int, error) {
		return 100_000, binary.Write(w, binary.LittleEndian, []float32{1, 2, 3})
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, values := b[:128], b[128:]
	if !bytes.HasPrefix(head, []byte("\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': "+
		"(100000, 2, 3, ), }  ")) || head[127] != '\n' || len(values) != 12 {
		t.Errorf("%q and %d bytes of values", head, len(values))
	}
	why := errors.New("enough")
	if err := writeNpy(filepath.Join(dir, "g.npy"), []int{1}, func(w io.Writer) (int, error) {
		return 0,
			why
	}); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || strings.HasSuffix(left[0].Name(), ".tmp") {
		t.Errorf("left behind: %v, error %v", left, err)
	}
}
