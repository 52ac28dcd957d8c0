package backend

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestInPlace reads a matrix that another program changes in place: every product must see the new values.
func TestInPlace(t *testing.T) {
	flags := os.Getenv("XLA_FLAGS")
	b, err := Open(context.Background(), Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	if got := os.Getenv("XLA_FLAGS"); b.Device == "xla:cpu" && got != flags {
		t.Errorf("XLA_FLAGS is %q after opening, was %q", got, flags)
	}
	const rows, inner, columns = 162, 2048, 512
	ones := make([]float32, inner*columns)
	for i := range ones {
		ones[i] = 1
	}
	x := tensors.FromFlatDataAndDimensions(ones[:rows*inner], rows, inner)
	w := tensors.FromFlatDataAndDimensions(ones, inner, columns)
	// The left matrix is computed, as a layer's input is; XNNPACK would not be asked otherwise.
	product := graph.MustNewExec(b.XLA, func(x, w *graph.Node) *graph.Node {
		return graph.MatMul(graph.AddScalar(x, 0),
			w)
	})
	next := graph.MustNewExec(b.XLA, func(w *graph.Node) *graph.Node { return graph.AddScalar(w, 1) })
	for want := float32(inner); want < 100*inner; want += 2 * inner {
		out := product.MustCall1(x, w)
		if got := tensors.MustCopyFlatData[float32](out)[0]; got != want {
			t.Fatalf("product is %g, should be %g: it was made with an old matrix", got, want)
		}
		for range 2 { // there and back to the same address
			donated, err := graph.DonateTensorBuffer(w, b.XLA, 0)
			if err != nil {
				t.Fatal(err)
			}
			w = next.MustCall1(donated)
		}
	}
}

// TestDeterministic needs no GPU: it reads the flags that a CUDA plugin gets.
func TestDeterministic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pjrt_c_api_cuda_plugin.so")
	for _, c := range []struct{ plugin, given, want string }{
		{deterministic, "", "--xla_gpu_deterministic_ops=true"},
		{deterministic, "--xla_dump_to=dir", "--xla_dump_to=dir --xla_gpu_deterministic_ops=true"},
		{deterministic, "--xla_gpu_deterministic_ops=false", "--xla_gpu_deterministic_ops=false"},
		{"knows no such flag", "", ""},
	} {
		if err := os.WriteFile(path, []byte("strings of a plugin: "+c.plugin), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Setenv("XLA_FLAGS", c.given)
		changed := environment{}
		changed.withFlags(path + ",tf32=false")
		if got := os.Getenv("XLA_FLAGS"); got != c.want {
			t.Errorf("with %q: XLA_FLAGS is %q, want %q", c.given, got, c.want)
		}
		os.Setenv("XLA_FLAGS", "go-xla's own")
		if changed.restore(); os.Getenv("XLA_FLAGS") != c.given {
			t.Errorf("with %q: XLA_FLAGS is %q afterwards", c.given, os.Getenv("XLA_FLAGS"))
		}
	}
}
