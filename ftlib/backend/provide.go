package backend

import (
	"context"
	"debug/elf"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/gomlx/go-xla/installer"
)

// The Python package that ships a CPU plugin which go-xla v0.4 can drive, and its file inside.
const (
	packageName    = "xla-cpu-pjrt"
	packageVersion = "0.0.1"
	packageSHA256  = "55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc"
	packageMember  = "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"
	packageSource  = "Python package " + packageName + " " + packageVersion
)

// releases is the host of GoMLX's CPU plugins, asked first with a short limit: without it the installer would wait
// for a closed network much longer than anyone wants to.
const releases = "https://github.com"

// patience is how long GoMLX's installer may take before another source is tried: its download has no limit of its own.
const patience = 10 * time.Minute

// provide returns the path of a plugin from the cache or from a fresh installation; an empty path means that the
// installer put it where go-xla looks by itself.
func provide(ctx context.Context, o Options) (path, source string, err error) {
	if o.Device == "cuda" {
		return provideCUDA(ctx, installer.CudaAutoInstall, o.Progress)
	}
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		if path, err = cachedPlugin(); err != nil {
			return "", "", err
		}
		if _, err := os.Stat(path); err == nil {
			if whole(path) == nil {
				return path, "cache", nil
			}
			progress.Infof(o.Progress, "XLA plugin: %s is damaged: fetching it again", path)
		}
	}
	why := "its host does not answer"
	if reachable(ctx, releases) {
		limited, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("not done after %v", patience))
		err := install(limited, installer.CPUAutoInstall, installer.Quiet, o.Progress)
		cancel()
		if err == nil && installed("cpu") {
			return "", "GoMLX's installer", nil
		}
		if err != nil && ctx.Err() != nil {
			return "", "", err
		}
		why = "it left no plugin"
		if err != nil {
			why = firstLine(err.Error())
		}
	}
	if path == "" {
		return "", "", fmt.Errorf("%w: GoMLX's installer failed (%s) and %v; download a PJRT CPU plugin and set GOMLX_BACKEND=xla:FILE", ErrNoPlugin, why, errNoPackage)
	}
	progress.Infof(o.Progress, "XLA plugin: GoMLX's installer: %s; taking the %s", why, packageSource)
	if err := fromPackage(ctx, path, o.Progress); err != nil {
		return "", "", fmt.Errorf("%w: GoMLX's installer failed (%s), then %w; download a PJRT CPU plugin and set GOMLX_BACKEND=xla:FILE", ErrNoPlugin, why, err)
	}
	return path, packageSource, nil
}

// install calls one of GoMLX's installers. They draw their progress on standard output, where our results go, keep a
// download in their cache without a look at what it is, and cannot be interrupted: their output goes elsewhere, their
// cache is not used, and they are left behind when ctx ends.
func install(ctx context.Context, auto installer.AutoInstaller, verbosity installer.VerbosityLevel, watch progress.Observer) error {
	home, err := installer.DefaultHomeLibPath()
	if err != nil {
		return err
	}
	stdout := os.Stdout
	defer func() { os.Stdout = stdout }()
	os.Stdout = os.Stderr
	if watch == nil {
		if os.Stdout, err = os.OpenFile(os.DevNull, os.O_WRONLY, 0); err != nil {
			return err
		}
	}
	done := make(chan error, 1)
	go func() { done <- auto(home, false, verbosity) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// fromPackage puts the plugin of the Python package to path. Processes that start at the same time take turns: the first
// one removes the package, and the others find the plugin.
func fromPackage(ctx context.Context, path string, watch progress.Observer) error {
	unlock, err := fetch.Lock(ctx, path, watch)
	if err != nil {
		return err
	}
	defer unlock()
	if whole(path) == nil {
		return nil
	}
	wheel, err := fetch.Pip(fetch.Patiently(ctx), packageName, packageVersion, packageSHA256, watch)
	if err != nil {
		return err
	}
	if err := fetch.Unzip(wheel, packageMember, path); err != nil {
		return err
	}
	return os.Remove(wheel)
}

// whole says what is wrong with a file that cannot be a plugin or was cut short: loading it would end the process. The
// table of an ELF file's sections is at its end.
func whole(path string) error {
	f, err := elf.Open(path)
	if err != nil {
		return fmt.Errorf("no library, or cut short (%w)", err)
	}
	return f.Close()
}

func cachedPlugin() (string, error) {
	dir, err := fetch.CacheDir("plugin", packageName+"-"+packageVersion)
	return filepath.Join(dir, "pjrt_c_api_cpu_plugin.so"), err
}

// reachable asks as the installer will, through a proxy if the environment names one.
func reachable(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultTransport.RoundTrip(req) // a redirection is an answer
	if err != nil {
		return false
	}
	resp.Body.Close()
	return true
}
