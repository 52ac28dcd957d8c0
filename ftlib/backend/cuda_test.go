package backend

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/internal/venv"
)

// TestProvideCUDA has no GPU, or a GPU and no Python: either ends in one line that says what is missing.
func TestProvideCUDA(t *testing.T) {
	t.Setenv("FT_CACHE", t.TempDir())
	t.Setenv("FT_PYTHON", filepath.Join(t.TempDir(), "none"))
	tools := t.TempDir()
	t.Setenv("PATH", tools)
	for _, want := range []string{"no NVIDIA GPU", "install Python"} {
		_, _, err := provideCUDA(t.Context(), nil)
		if !errors.Is(err, ErrNoCUDA) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
		if err := os.WriteFile(filepath.Join(tools, "nvidia-smi"), []byte("#!/bin/sh\n"), 0o755); err != nil { // lists a GPU
			t.Fatal(err)
		}
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
	for env, want := range map[string]string{"": ",shared_buffers=false",
		"xla:cuda,tf32=true": ",shared_buffers=false,tf32=true"} {
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
		if _, err := os.Stat(filepath.Join(filepath.Dir(want), "..", "nvidia", "cu13", "lib",
			"libcublas.so.13")); err != nil {
			t.Error(err)
		}
	}
}
