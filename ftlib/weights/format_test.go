package weights

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
)

// golden returns a file of testdata (see make.py there), unpacked.
func golden(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".gz") {
		r, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if b, err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// check compares a tensor with what make.py puts into number i.
func check(t *testing.T, tensors map[string]Tensor, name string, i int, shape ...int) {
	t.Helper()
	got, ok := tensors[name]
	if !ok || !slices.Equal(got.Shape, shape) {
		t.Fatalf("%s: shape %v, want %v", name, got.Shape, shape)
	}
	for k, v := range got.Data {
		if v != float32(i)+0.5*float32(k) {
			t.Fatalf("%s: value %d is %v", name, k, v)
		}
	}
}

func TestH5(t *testing.T) {
	tensors, err := parseH5(golden(t, "old.h5.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		check(t, tensors, fmt.Sprintf("layers/m%03d", i), i, 2, 3)
	}
	check(t, tensors, "block1_conv1/block1_conv1_W_1:0", 7, 3, 3, 2, 4)
	check(t, tensors, "double", 9, 4)
	if len(tensors) != 302 {
		t.Errorf("%d tensors", len(tensors))
	}
	if tensors, err = parseH5(golden(t, "latest.h5.gz")); err != nil {
		t.Fatal(err)
	}
	check(t, tensors, "g/m4", 4, 2, 3)
}

func TestH5RefusesWithAdvice(t *testing.T) {
	for _, name := range []string{"dense", "chunked", "bigendian"} {
		_, err := parseH5(golden(t, name+".h5.gz"))
		if err == nil || !strings.Contains(err.Error(), "numpy.savez") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNPZ(t *testing.T) {
	tensors, err := parseNPZ(golden(t, "plain.npz"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, tensors, "conv/kernel", 1, 2, 3)
	check(t, tensors, "double", 2, 2)
	check(t, tensors, "half", 3, 2)
	if len(tensors) != 3 {
		t.Errorf("%d tensors, the integer one must be left out", len(tensors))
	}
	if tensors, err = parseNPZ(golden(t, "packed.npz")); err != nil {
		t.Fatal(err)
	}
	check(t, tensors, "packed", 4, 5, 2)
	if _, err = parseNPZ(golden(t, "fortran.npz")); err == nil || !strings.Contains(err.Error(), "ascontiguousarray") {
		t.Errorf("column-major order: %v", err)
	}
}

// onnx makes a model of one initialiser.
func onnx(name string, kind uint64, raw []byte, dims ...uint64) []byte {
	var b []byte
	for _, d := range dims {
		b = protowire.AppendVarint(protowire.AppendTag(b, onnxTensorDims, protowire.VarintType), d)
	}
	b = protowire.AppendVarint(protowire.AppendTag(b, onnxTensorType, protowire.VarintType), kind)
	b = protowire.AppendString(protowire.AppendTag(b, onnxTensorName, protowire.BytesType), name)
	b = protowire.AppendBytes(protowire.AppendTag(b, onnxTensorRaw, protowire.BytesType), raw)
	g := protowire.AppendBytes(protowire.AppendTag(nil, onnxGraphInitializer, protowire.BytesType), b)
	return protowire.AppendBytes(protowire.AppendTag(nil, onnxModelGraph, protowire.BytesType), g)
}

func TestONNX(t *testing.T) {
	in := []float32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11} // out 2, in 3, height 1, width 2
	tensors, err := parseONNX(onnx("k", 1, mapped.Bytes(in), 2, 3, 1, 2))
	if err != nil {
		t.Fatal(err)
	}
	k := tensors["k"]
	if want := []float32{0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11}; !slices.Equal(k.Shape, []int{1, 2, 3, 2}) ||
		fmt.Sprint(k.Data) != fmt.Sprint(want) {
		t.Errorf("kernel %v %v, want %v", k.Shape, k.Data, want)
	}
	if _, err := parseONNX(onnx("k", 1, mapped.Bytes(in)[:40], 2, 3, 1, 2)); err == nil || !strings.Contains(err.Error(),
		`"k"`) {
		t.Errorf("too few bytes: %v", err)
	}
	if _, err := parseONNX(onnx("k", 1, mapped.Bytes(in), 1<<62, 1<<62)); err == nil {
		t.Error("an impossible shape is accepted")
	}
}

const tfjs = `{"weightsManifest":[{"paths":["a","b"],"weights":[
{"name":"x","shape":[2],"dtype":"float32"},{"name":"n","shape":[],"dtype":"int32"},{"name":"y","shape":[3],"dtype":"float32"}]}]}`

func TestTFJSTensorAcrossShards(t *testing.T) {
	b := mapped.Bytes([]float32{1, 1.5, 0, 2, 2.5, 3})
	shards := map[string][]byte{"a": b[:14], "b": b[14:]}
	shard := func(name string) ([]byte, error) { return shards[name], nil }
	tensors, err := parseTFJS([]byte(tfjs), shard)
	if err != nil {
		t.Fatal(err)
	}
	check(t, tensors, "x", 1, 2)
	check(t, tensors, "y", 2, 3)
	shards["b"] = b[14:20]
	if _, err := parseTFJS([]byte(tfjs), shard); err == nil || !strings.Contains(err.Error(), "truncated") {
		t.Errorf("truncated shard: %v", err)
	}
	missing := errors.New("no such shard")
	if _, err := parseTFJS([]byte(tfjs), func(string) ([]byte, error) { return nil, missing }); !errors.Is(err, missing) {
		t.Errorf("missing shard: %v", err)
	}
}

func TestHalf(t *testing.T) {
	for h, want := range map[uint16]float32{0x3c00: 1, 0xc000: -2, 0x0001: 1.0 / (1 << 24), 0x7bff: 65504, 0x8000: 0} {
		if got := half(h); got != want {
			t.Errorf("half %#x is %v, want %v", h, got, want)
		}
	}
}

// TestSealedONNX reads an exported model as weights, and refuses it when one bit is another.
func TestSealedONNX(t *testing.T) {
	model := onnx("b", 1, mapped.Bytes([]float32{1, 2, 3, 4}), 4)
	tensors, err := parseONNX(model)
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range SealedMetadata(tensors, map[string]string{"model": "tiny"}) {
		entry := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), key)
		entry = protowire.AppendString(protowire.AppendTag(entry, 2, protowire.BytesType), value)
		model = protowire.AppendBytes(protowire.AppendTag(model, onnxModelMetadata, protowire.BytesType), entry)
	}
	path := filepath.Join(t.TempDir(), "tiny.onnx")
	for _, c := range []struct {
		flip byte
		good bool
	}{{0, true}, {1, false}} {
		model[bytes.Index(model, mapped.Bytes([]float32{2, 3}))+2] ^= c.flip
		if err := os.WriteFile(path, model, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadFile(path); (err == nil) != c.good {
			t.Errorf("flipped by %d: %v", c.flip, err)
		}
	}
}
