package weights

import (
	"os"
	"path/filepath"
	"testing"
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
	f.Add([]byte("\x93NUMPY\x01\x00\x3e\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }    \n\x00\x00\x00\x00\x00\x00\x00\x00"))
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
