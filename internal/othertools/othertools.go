// Package othertools has, for tests, the Python programs that read what this project writes, in an environment of
// their own: onnxruntime, Keras on JAX, safetensors, Pillow.
package othertools

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/venv"
)

var packages = []string{"onnxruntime==1.32.0", "keras==3.15.1", "jax==0.10.2", "safetensors==0.8.0", "pillow==13.0.0",
	"numpy==2.4.6"}

// Python installs the programs, the first time, and returns what runs a script with arguments: it gives what that
// prints.
func Python(t *testing.T) (run func(args ...string) string) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs onnxruntime and Keras")
	}
	dir, err := fetch.CacheDir("othertools")
	if err != nil {
		t.Fatal(err)
	}
	python, err := venv.Ensure(t.Context(), filepath.Join(dir, "1"), "onnxruntime and Keras", packages, nil, func() {})
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	return func(args ...string) string {
		t.Helper()
		cmd := exec.Command(python, append([]string{"-I"}, args...)...)
		cmd.Env = append(cmd.Environ(), "KERAS_HOME="+home, "KERAS_BACKEND=jax",
			// Compiling takes longer than what is compiled: it is done in a hurry, and kept for the next script.
			"XLA_FLAGS=--xla_backend_optimization_level=1", "JAX_COMPILATION_CACHE_DIR="+filepath.Join(dir, "compiled"),
			"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0")
		var failure bytes.Buffer
		cmd.Stderr = &failure
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, failure.String())
		}
		return string(out)
	}
}
