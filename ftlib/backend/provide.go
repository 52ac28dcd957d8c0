package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

// The Python package that ships a CPU plugin which go-xla v0.4 can drive, and its file inside.
const (
	packageName    = "xla-cpu-pjrt"
	packageVersion = "0.0.1"
	packageSHA256  = "55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc"
	packageMember  = "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"
	packageSource  = "Python package " + packageName + " " + packageVersion
)

// provide returns the path of a plugin from the cache or from a fresh installation.
func provide(ctx context.Context, o Options) (path, source string, err error) {
	if o.Device == "cuda" {
		return provideCUDA(ctx, o.Progress)
	}
	released, err := releasedPlugin()
	if err != nil {
		return "", "", err
	}
	packaged, err := packagedPlugin()
	if err != nil {
		return "", "", err
	}
	for _, path := range []string{released, packaged} {
		switch err := kept(path); {
		case err == nil:
			return path, "cache", nil
		case errors.Is(err, errDamaged):
			progress.Infof(o.Progress, "XLA plugin: %s is %v: fetching it again", path, err)
		case !errors.Is(err, fs.ErrNotExist):
			return "", "", fmt.Errorf("XLA plugin: %w", err)
		}
	}
	why := fromRelease(ctx, released, o.Progress)
	if why == nil {
		return released, "GoMLX's release", nil
	}
	if ctx.Err() != nil {
		return "", "", why
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return "", "", fmt.Errorf("%w: GoMLX's release: %w, and %w; download a PJRT CPU plugin and set "+
			"GOMLX_BACKEND=xla:FILE", ErrNoPlugin, why, errNoPackage)
	}
	progress.Infof(o.Progress, "XLA plugin: GoMLX's release: %v; taking the %s", why, packageSource)
	if err := fromPackage(ctx, packaged, o.Progress); err != nil {
		return "", "", fmt.Errorf("%w: GoMLX's release: %w, then %w; download a PJRT CPU plugin and set "+
			"GOMLX_BACKEND=xla:FILE", ErrNoPlugin, why, err)
	}
	return packaged, packageSource, nil
}

// fromPackage puts the plugin of the Python package to path. Processes that start at the same time take turns: the
// first one removes the package, and the others find the plugin.
func fromPackage(ctx context.Context, path string, watch progress.Observer) error {
	unlock, err := fetch.Lock(ctx, path, watch)
	if err != nil {
		return err
	}
	defer unlock()
	if kept(path) == nil {
		return nil
	}
	fetch.SweepLocked(path)
	wheel, err := fetch.Pip(fetch.Patiently(ctx), packageName, packageVersion, packageSHA256, watch)
	if err != nil {
		return err
	}
	if err := fetch.ReadZip(wheel, packageMember, func(r io.Reader) error { return keep(path, r) }); err != nil {
		return err
	}
	return os.Remove(wheel)
}

func packagedPlugin() (string, error) {
	dir, err := fetch.CacheDir("plugin", packageName+"-"+packageVersion)
	return filepath.Join(dir, "pjrt_c_api_cpu_plugin.so"), err
}
