package weights

import (
	"bytes"
	"fmt"
	"testing"
)

// TestH5RoundTrip writes more members than one node of a B-tree holds, and reads them again. That h5py and Keras read
// the same files is tested in package export.
func TestH5RoundTrip(t *testing.T) {
	tensors := map[string]Tensor{"vars/0": {Shape: nil, Data: []float32{7}}}
	for i := range 300 {
		tensors[fmt.Sprintf("layers/conv2d_%d/vars/0", i)] = Tensor{Shape: []int{1, i % 4, 3},
			Data: make([]float32, i%4*3)}
		if d := tensors[fmt.Sprintf("layers/conv2d_%d/vars/0", i)].Data; len(d) > 0 {
			d[0] = float32(i)
		}
	}
	write, err := EncodeH5(tensors)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := parseH5(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if Digest(got) != Digest(tensors) {
		t.Errorf("%d tensors written, %d others read", len(tensors), len(got))
	}
	one := []float32{1}
	for _, bad := range []map[string]Tensor{{"a": {Shape: []int{2}, Data: one}}, {"": {Data: one}}, {"a//b": {Data: one}},
		{"a": {Data: one}, "a/b": {Data: one}}, {"a/b": {Data: one}, "a": {Data: one}}} {
		if _, err := EncodeH5(bad); err == nil {
			t.Errorf("%v is no error", bad)
		}
	}
}
