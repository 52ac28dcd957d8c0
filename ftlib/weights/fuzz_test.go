package weights

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each target only asks for no panic and no hang: what a damaged file must give is an error, or tensors that fit.
func fits(t *testing.T, tensors map[string]Tensor, err error) {
	t.Helper()
	if err != nil {
		return
	}
	for name, tensor := range tensors {
		if n, err := elements(tensor.Shape); err != nil || n != len(tensor.Data) {
			t.Errorf("%q: shape %v with %d values", name, tensor.Shape, len(tensor.Data))
		}
	}
}

func FuzzSafetensors(f *testing.F) {
	path := filepath.Join(f.TempDir(), "x")
	if err := WriteSafetensors(path, some(), map[string]string{"a": "b"}); err != nil {
		f.Fatal(err)
	}
	b, _ := os.ReadFile(path)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		tensors, _, err := parseSafetensors(b)
		fits(t, tensors, err)
	})
}

func FuzzReadNpz(f *testing.F) {
	for _, name := range []string{"plain.npz", "packed.npz", "fortran.npz"} {
		f.Add(golden(f, name))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tensors, err := parseNPZ(b)
		fits(t, tensors, err)
	})
}

// FuzzNPY reaches the array header, which in an .npz is guarded by a checksum.
func FuzzNPY(f *testing.F) {
	f.Add([]byte("\x93NUMPY\x01\x00\x3e\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }    " +
		"\n\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		tensor, err := parseNPY(b)
		if err == nil && tensor.Data != nil {
			fits(t, map[string]Tensor{"": tensor}, nil)
		}
	})
}

func FuzzONNX(f *testing.F) {
	f.Add(onnx("k", 1, make([]byte, 16), 2, 1, 1, 2))
	f.Add(onnx("h", 10, make([]byte, 4), 2))
	f.Fuzz(func(t *testing.T, b []byte) {
		tensors, err := parseONNX(b)
		fits(t, tensors, err)
	})
}

func FuzzTFJS(f *testing.F) {
	f.Add([]byte(tfjs), make([]byte, 30))
	f.Fuzz(func(t *testing.T, model, shard []byte) {
		tensors, err := parseTFJS(model, func(string) ([]byte, error) { return shard, nil })
		fits(t, tensors, err)
	})
}

func FuzzH5(f *testing.F) {
	for _, name := range []string{"latest", "dense", "chunked", "bigendian"} {
		f.Add(golden(f, name+".h5.gz"))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tensors, err := parseH5(b)
		fits(t, tensors, err)
	})
}

func FuzzKeras(f *testing.F) {
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateHeader(&zip.FileHeader{Name: kerasWeights, Method: method})
		if err != nil {
			f.Fatal(err)
		}
		w.Write(golden(f, "dense.h5.gz"))
		if err := z.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tensors, err := parseKeras(b)
		fits(t, tensors, err)
	})
}

// TestTruncated cuts real files at many places: an error, or at most fewer tensors, never a panic.
func TestTruncated(t *testing.T) {
	old := golden(t, "old.h5.gz")
	for n := 0; n < len(old); n += 1 + n/50 {
		tensors, err := parseH5(old[:n])
		fits(t, tensors, err)
		if err == nil {
			t.Fatalf("the first %d of %d bytes are a whole file", n, len(old))
		}
	}
	npz := golden(t, "plain.npz")
	for n := range npz {
		if _, err := parseNPZ(npz[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are a whole .npz", n, len(npz))
		}
	}
	model := onnx("k", 1, make([]byte, 16), 2, 1, 1, 2)
	for n := range model {
		if _, err := parseONNX(model[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are a whole model", n, len(model))
		}
	}
}

// TestOverlap checks that files which use the same bytes many times are refused: small ones could fill the memory.
func TestOverlap(t *testing.T) {
	const header = `{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}`
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	if _, _, err := parseSafetensors(append(append(b, header...), make([]byte, 8)...)); err == nil ||
		!strings.Contains(err.Error(), "damaged") {
		t.Errorf("safetensors: %v", err)
	}

	// A directory that names the same members a hundred times.
	npz := golden(t, "plain.npz")
	end := bytes.LastIndex(npz, []byte("PK\x05\x06"))
	at := int(binary.LittleEndian.Uint32(npz[end+16:]))
	directory, tail := bytes.Repeat(npz[at:end], 100), bytes.Clone(npz[end:])
	count := 100 * binary.LittleEndian.Uint16(tail[10:])
	binary.LittleEndian.PutUint16(tail[8:], count)
	binary.LittleEndian.PutUint16(tail[10:], count)
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(directory)))
	_, err := parseNPZ(slices.Concat(npz[:at], directory, tail))
	if err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf(".npz: %v", err)
	}

	// A group whose members all have the rest of the file as their name.
	const members, name = 200, 1 << 20
	h5 := make([]byte, 200+8+40*members+name)
	put := func(at int, text string, numbers ...uint64) {
		at += copy(h5[at:], text)
		for _, n := range numbers {
			binary.LittleEndian.PutUint64(h5[at:], n)
			at += 8
		}
	}
	put(0, "\x89HDF\r\n\x1a\n\x00\x00\x00\x00\x00\x08\x08\x00\x04\x00\x10\x00\x00\x00\x00\x00", 0, h5None, 0, h5None, 0,
		96)
	put(96, "\x01\x00\x01\x00\x01\x00\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x11\x00\x10\x00\x00\x00\x00\x00", 200, 160)
	put(160, "HEAP\x00\x00\x00\x00", name, 0, uint64(len(h5)-name))
	put(200, "SNOD\x01\x00\xc8\x00")
	for i := range members {
		put(208+40*i, "", 0, 96)
	}
	copy(h5[len(h5)-name:], bytes.Repeat([]byte("a"), name))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = parseH5(h5)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, errH5Short) || used > 4*name {
		t.Errorf("HDF5: %v with %d bytes", err, used)
	}
}

// TestClaims checks that small files which claim to be large are refused before they take memory and time.
func TestClaims(t *testing.T) {
	var npz bytes.Buffer
	z := zip.NewWriter(&npz)
	for i := range 4 {
		w, err := z.Create(fmt.Sprintf("a%d.npy", i))
		if err != nil {
			t.Fatal(err)
		}
		const n = 8 << 20
		fmt.Fprintf(w, "\x93NUMPY\x01\x00\x46\x00%-70s",
			fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%d,), }", n))
		w.Write(make([]byte, 4*n))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := parseNPZ(npz.Bytes())
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; err == nil || !strings.Contains(err.Error(), "claims") ||
		used > 2*maxZeros {
		t.Errorf("%d bytes of .npz: %v after %d MB", npz.Len(), err, used>>20)
	}

	header := []byte("{" + strings.TrimSuffix(strings.Repeat(`"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},`,
		1<<20), ",") + "}")
	began := time.Now()
	if _, _, err := parseSafetensors(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))),
		header...)); err == nil || time.Since(began) > time.Second {
		t.Errorf("a header of %d MB: %v after %v", len(header)>>20, err, time.Since(began))
	}
	if _, err := ReadFile(os.DevNull); err == nil {
		t.Error("a device is read")
	}
}

// TestEmptyKernel checks that a kernel of no values is not walked through.
func TestEmptyKernel(t *testing.T) {
	began := time.Now()
	if _, err := parseONNX(onnx("k", 1, nil, 1<<15, 1<<15, 0, 1)); err == nil || time.Since(began) > 100*time.Millisecond {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}
