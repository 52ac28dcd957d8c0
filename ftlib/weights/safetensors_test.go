package weights

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func some() map[string]Tensor {
	return map[string]Tensor{
		"b/kernel": {Shape: []int{2, 3}, Data: []float32{1, 1.5, 2, 2.5, 3, 3.5}},
		"a/bias":   {Shape: []int{1}, Data: []float32{4}},
	}
}

func TestSafetensorsRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := WriteSafetensors(path, some(), map[string]string{"network": "tiny"}); err != nil {
		t.Fatal(err)
	}
	tensors, meta, err := ReadSafetensors(path)
	if err != nil {
		t.Fatal(err)
	}
	check(t, tensors, "b/kernel", 1, 2, 3)
	check(t, tensors, "a/bias", 4, 1)
	if meta["network"] != "tiny" || len(tensors) != 2 {
		t.Errorf("metadata %v, %d tensors", meta, len(tensors))
	}
	if Digest(tensors) != Digest(some()) {
		t.Error("the digest changed")
	}
	before, _ := os.ReadFile(path)
	tensors["a/bias"].Data[0] = 9 // a private mapping: allowed, and not in the file
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("writing to a tensor changed the file")
	}
	if err := WriteSafetensors(path, some(), map[string]string{"network": "tiny"}); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(path); !bytes.Equal(before, again) {
		t.Error("the same tensors gave other bytes")
	}
}

func TestSafetensorsTruncated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := WriteSafetensors(path, some(), nil); err != nil {
		t.Fatal(err)
	}
	whole, _ := os.ReadFile(path)
	for n := range whole {
		os.WriteFile(path, whole[:n], 0o644)
		if _, _, err := ReadSafetensors(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Fatalf("the first %d of %d bytes: %v", n, len(whole), err)
		}
	}
}

func TestWriteRefusesAWrongShape(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.safetensors")
	if err := WriteSafetensors(path, map[string]Tensor{"a": {[]int{2}, []float32{1}}}, nil); err == nil {
		t.Error("no error")
	}
}

// TestWriteRefusesWhatIsNotRead checks that no file is written that a later start would refuse for its header.
func TestWriteRefusesWhatIsNotRead(t *testing.T) {
	if _, err := EncodeSafetensors(some(), map[string]string{"classes": strings.Repeat("x", maxHeader)}); err == nil {
		t.Error("a header is written that is not read")
	}
	for _, name := range []string{"__metadata__", "\xff"} {
		if _, err := EncodeSafetensors(map[string]Tensor{name: some()["a/bias"]}, nil); err == nil {
			t.Errorf("a tensor is called %q", name)
		}
	}
}

// The digest is pinned here as its definition, computed with Python's hashlib:
// sha256(b"a/bias\n1\n" + pack("<f", 4) + b"b/kernel\n2,3\n" + pack("<6f", 1, 1.5, 2, 2.5, 3, 3.5))
func TestDigest(t *testing.T) {
	const want = "da338772fdce02bbffba4c633e332744a3d548486a07bc4523a757494f53ed43"
	if got := Digest(some()); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	other := some()
	other["a/bias"].Data[0] = 4.0000005
	if Digest(other) == want {
		t.Error("another value has the same digest")
	}
}
