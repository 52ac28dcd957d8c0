package backend

import (
	"os"
	"testing"
)

// TestWithoutTF32 needs no GPU: it reads the configuration and the variable that go-xla and NVIDIA's libraries get.
func TestWithoutTF32(t *testing.T) {
	for _, c := range []struct{ config, given, want, override string }{
		{"cuda", "", "cuda,tf32=false", "0"},
		{"cuda,preallocate=true", "", "cuda,preallocate=true,tf32=false", "0"},
		{"cuda", "1", "cuda,tf32=false", "1"},
		{"cuda,tf32=false", "", "cuda,tf32=false", "0"},
		{"cuda,notf32", "", "cuda,notf32", "0"},
		{"cuda,tf32=true", "", "cuda,tf32=true", ""},
		{"cuda,tf32", "", "cuda,tf32", ""},
		{"/lib/tf32/pjrt_c_api_cuda_plugin.so", "", "/lib/tf32/pjrt_c_api_cuda_plugin.so,tf32=false", "0"},
		{"cpu", "", "cpu", ""},
		{"/lib/pjrt_c_api_cpu_plugin.so,shared_buffers=true", "", "/lib/pjrt_c_api_cpu_plugin.so,shared_buffers=true", ""},
	} {
		t.Setenv(override, c.given) // brings the variable back after the test
		if c.given == "" {
			os.Unsetenv(override)
		}
		changed := environment{}
		if got := changed.withoutTF32(c.config); got != c.want || os.Getenv(override) != c.override {
			t.Errorf("%s with %q: got %s and %q, want %s and %q", c.config, c.given, got, os.Getenv(override), c.want,
				c.override)
		}
		if changed.restore(); os.Getenv(override) != c.given {
			t.Errorf("%s: the variable is %q afterwards", c.config, os.Getenv(override))
		}
	}
}
