package backend

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/venv"
)

// cudaVersion is that of the Python package with the CUDA plugin, the one that has been seen at work with go-xla v0.4.
const cudaVersion = "0.11.2"

// cudaPackages are that package and what it asks for in its own description, jax's "with-cuda".
var cudaPackages = []string{
	"jax-cuda13-pjrt==" + cudaVersion, "nvidia-cublas>=13.0.0.19", "nvidia-cuda-cupti>=13.0.48",
	"nvidia-cuda-nvcc>=13.0.48",
	"nvidia-cuda-nvrtc>=13.0.48", "nvidia-cuda-runtime>=13.0.48", "nvidia-cudnn-cu13>=9.12.0.46,<10.0",
	"nvidia-cufft>=12.0.0.15",
	"nvidia-cusolver>=12.0.3.29", "nvidia-cusparse>=12.6.2.49", "nvidia-nccl-cu13>=2.27.7", "nvidia-nvjitlink>=13.0.39",
	"nvidia-nvshmem-cu13>=3.3.20", "nvidia-nvvm",
}

// provideCUDA is provide for GPUs: pip, which knows of mirrors and proxies, installs the packages into the cache.
func provideCUDA(ctx context.Context, watch progress.Observer) (path, source string, err error) {
	dir, err := fetch.CacheDir("plugin", "jax-cuda13-"+cudaVersion)
	if err != nil {
		return "", "", err
	}
	// With whatever Python there is now.
	if _, err := os.Stat(filepath.Join(dir, venv.ReadyFile)); err == nil && venv.Missing(dir) == "" {
		if path := packagedCUDA(dir); path != "" {
			return path, "cache", nil
		}
	}
	if !hasGPU() {
		return "", "", fmt.Errorf("%w: no NVIDIA GPU is to be seen; install NVIDIA's driver (nvidia-smi must work)",
			ErrNoCUDA)
	}
	var bar *progress.Work
	announce := sync.OnceFunc(func() {
		bar = progress.Begin(watch, "installing jax-cuda13-pjrt "+cudaVersion+" and NVIDIA's libraries, 4 GB", 0, "")
	})
	defer func() { bar.Abort() }()
	if _, err := venv.Ensure(ctx, dir, "the CUDA plugin", cudaPackages, watch, announce); err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrNoCUDA, err)
	}
	bar.Done()
	if path = packagedCUDA(dir); path == "" {
		return "", "", fmt.Errorf("%w in jax-cuda13-pjrt %s", ErrNoCUDA, cudaVersion)
	}
	return path, "Python package jax-cuda13-pjrt " + cudaVersion, nil
}

// packagedCUDA is the plugin in a virtual environment, "" where there is none. go-xla looks for NVIDIA's libraries
// beside the plugin's folder, the packages have them a level higher: a link leads there.
func packagedCUDA(dir string) string {
	found, err := fs.Glob(os.DirFS(dir),
		"lib/python3*/site-packages/jax_plugins/xla_cuda13/xla_cuda_plugin.so") // dir may have brackets in its name
	if err != nil || len(found) != 1 {
		return ""
	}
	plugin := filepath.Join(dir, filepath.FromSlash(found[0]))
	os.Symlink(filepath.Join("..", "nvidia"), filepath.Join(filepath.Dir(filepath.Dir(plugin)),
		"nvidia")) // fails where it is there
	return plugin
}

// hasGPU says whether NVIDIA's tool lists a GPU.
func hasGPU() bool { return exec.Command("nvidia-smi", "--list-gpus").Run() == nil }
