package weights

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// maxDeflate is how many times its size an .npz may take unpacked, and maxZeros what it may take beyond: trained
// weights hardly shrink, and of an optimizer's state that is all zeros, which shrinks a thousand times, a few megabytes
// are left out anyway.
const (
	maxDeflate = 32
	maxZeros   = 64 << 20
)

// parseNPZ returns the floating-point arrays of a NumPy .npz file, named as in numpy.savez.
func parseNPZ(b []byte) (map[string]Tensor, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, fmt.Errorf("no .npz file, or truncated: %w", err)
	}
	tensors := map[string]Tensor{}
	most := maxDeflate*uint64(len(b)) + maxZeros
	left := uint64(len(b)) // members of a whole file do not overlap: one run of bytes could else unpack to any number
	for _, f := range z.File {
		name, ok := strings.CutSuffix(f.Name, ".npy")
		if !ok {
			continue
		}
		if f.CompressedSize64 > left || f.UncompressedSize64 > most {
			return nil, fmt.Errorf("array %s claims %d bytes: damaged", name, f.UncompressedSize64)
		}
		left, most = left-f.CompressedSize64, most-f.UncompressedSize64
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("array %s: %w", name, err)
		}
		array := make([]byte, f.UncompressedSize64)
		if _, err = io.ReadFull(r, array); err == nil {
			var more int64
			if more, err = io.Copy(io.Discard, r); err == nil && more > 0 { // at the end the checksum is compared
				err = zip.ErrFormat
			}
		}
		r.Close()
		if err != nil {
			return nil, fmt.Errorf("array %s: %w", name, err)
		}
		t, err := parseNPY(array)
		if err != nil {
			return nil, fmt.Errorf("array %s: %w", name, err)
		}
		if t.Data != nil {
			tensors[name] = t
		}
	}
	if len(tensors) == 0 {
		return nil, errors.New("it has no floating-point arrays")
	}
	return tensors, nil
}

var (
	npyDescr = regexp.MustCompile(`'descr':\s*'([^']*)'`)
	npyOrder = regexp.MustCompile(`'fortran_order':\s*(True|False)`)
	npyShape = regexp.MustCompile(`'shape':\s*\(([0-9, ]*)\)`)
)

// parseNPY reads one .npy file; an array that is not floating-point gives a tensor without data.
func parseNPY(b []byte) (Tensor, error) {
	if len(b) < 12 || string(b[:6]) != "\x93NUMPY" {
		return Tensor{}, errors.New("not in NumPy's format")
	}
	start, size := 10, int(binary.LittleEndian.Uint16(b[8:]))
	if b[6] >= 2 {
		start, size = 12, int(binary.LittleEndian.Uint32(b[8:]))
	}
	if size > len(b)-start {
		return Tensor{}, errors.New("its header is truncated")
	}
	header, data := b[start:start+size], b[start+size:]
	descr, order, dims := npyDescr.FindSubmatch(header), npyOrder.FindSubmatch(header), npyShape.FindSubmatch(header)
	if descr == nil || order == nil || dims == nil {
		return Tensor{}, errors.New("its header has no descr, fortran_order or shape")
	}
	kind, ok := strings.CutPrefix(string(descr[1]), "<")
	if !ok || !strings.HasPrefix(kind, "f") {
		if strings.HasPrefix(string(descr[1]), ">f") {
			return Tensor{}, errors.New("big-endian numbers: convert the array with astype(\"<f4\")")
		}
		return Tensor{}, nil
	}
	var shape []int
	for _, d := range strings.FieldsFunc(string(dims[1]), func(r rune) bool { return r == ',' || r == ' ' }) {
		v, err := strconv.Atoi(d)
		if err != nil {
			return Tensor{}, fmt.Errorf("shape (%s)", dims[1])
		}
		shape = append(shape, v)
	}
	n, err := elements(shape)
	if err != nil {
		return Tensor{}, err
	}
	if string(order[1]) == "True" && len(shape) > 1 {
		return Tensor{}, errors.New("column-major order: save numpy.ascontiguousarray(array)")
	}
	values, err := floats(data, kind, n)
	if err != nil {
		return Tensor{}, err
	}
	return Tensor{Shape: shape, Data: values}, nil
}
