package backend

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/internal/venv"
	"github.com/gomlx/go-xla/installer"
)

// TestProvideCUDA has no card and no registry: every way must end in one line that says what failed and what to do.
func TestProvideCUDA(t *testing.T) {
	t.Setenv("FT_CACHE", t.TempDir())
	t.Setenv("FT_PYTHON", filepath.Join(t.TempDir(), "none"))
	for _, c := range []struct {
		installer error
		want      []string
	}{
		{errors.New("no route to host\nand more"), []string{"no route to host", "install Python"}},
		{nil, []string{"no NVIDIA card"}},
	} {
		if c.installer == nil && installed("cuda") {
			continue
		}
		auto := func(string, bool, installer.VerbosityLevel) error { return c.installer }
		_, _, err := provideCUDA(t.Context(), auto, nil)
		if !errors.Is(err, ErrNoCUDA) || strings.Contains(err.Error(), "\n") {
			t.Fatalf("%v", err)
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not say %q", err, want)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	waits := func(string, bool, installer.VerbosityLevel) error { select {} }
	if _, _, err := provideCUDA(ctx, waits, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupted installation ends in %v", err)
	}
}

// TestLocateCUDA finds the packaged plugin in the cache, with memory of its own, from the flag and from the variable.
func TestLocateCUDA(t *testing.T) {
	if installed("cuda") {
		t.Skip("another plugin comes first")
	}
	cache := t.TempDir()
	t.Setenv("FT_CACHE", cache)
	dir := filepath.Join(cache, "plugin", "jax-cuda13-"+cudaVersion)
	path := filepath.Join(dir, "lib", "python3.12", "site-packages", "jax_plugins", "xla_cuda13", "xla_cuda_plugin.so")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, filepath.Join(dir, venv.ReadyFile)} {
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for env, want := range map[string]string{"": ",shared_buffers=false", "xla:cuda,tf32=true": ",shared_buffers=false,tf32=true"} {
		t.Setenv("GOMLX_BACKEND", env)
		config, source, err := locate(t.Context(), Options{Device: "cuda"})
		if err != nil || config != path+want || source != "cache" {
			t.Errorf("GOMLX_BACKEND=%s: %s, %s, %v", env, config, source, err)
		}
	}
}

// TestPackagedCUDA looks for the plugin where pip puts it, and for NVIDIA's libraries where go-xla does.
func TestPackagedCUDA(t *testing.T) {
	dir := t.TempDir()
	if path := packagedCUDA(dir); path != "" {
		t.Errorf("found %s in an empty folder", path)
	}
	packages := filepath.Join(dir, "lib", "python3.12", "site-packages")
	want := filepath.Join(packages, "jax_plugins", "xla_cuda13", "xla_cuda_plugin.so")
	for _, file := range []string{want, filepath.Join(packages, "nvidia", "cu13", "lib", "libcublas.so.13")} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if got := packagedCUDA(dir); got != want {
			t.Errorf("found %q", got)
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(want), "..", "nvidia", "cu13", "lib", "libcublas.so.13")); err != nil {
			t.Error(err)
		}
	}
}
