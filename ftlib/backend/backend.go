// Package backend opens XLA: it finds or installs the PJRT plugin and returns a GoMLX backend on it.
package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// Options choose the device.
type Options struct {
	Device string    // "cpu" (default) or "cuda"; ignored when GOMLX_BACKEND is set
	TF32   bool      // CUDA: let products and convolutions round their inputs to 10 bits of mantissa; off by default for parity
	Log    io.Writer // progress of an installation; nil is silent
}

// Backend is an open XLA backend and where its plugin came from.
type Backend struct {
	compute.Backend
	Device string // "xla:cpu" or "xla:cuda"
	Plugin string // file or name of the PJRT plugin, the name with its version
	Source string // what supplied it: "GOMLX_BACKEND", "installed", "cache", "GoMLX's installer", "Python package …"
}

// PluginName is the plugin's file and the folder it lies in, which says its version where this program has fetched it.
func (b *Backend) PluginName() string {
	return filepath.Base(filepath.Dir(b.Plugin)) + "/" + filepath.Base(b.Plugin)
}

// Open returns a backend. Plugins are looked for in this order: what GOMLX_BACKEND or PJRT_PLUGIN_LIBRARY_PATH say, one
// that is installed, this program's cache, GoMLX's own installer, and on Linux the pinned Python package that ships the
// CPU plugin. The error is one line that says what failed and what to do.
func Open(ctx context.Context, o Options) (*Backend, error) {
	if o.Device == "" {
		o.Device = "cpu"
	}
	config, source, err := locate(ctx, o)
	if err != nil {
		return nil, err
	}
	if !o.TF32 {
		config = withoutTF32(config)
	}
	if path := plugin(config); runtime.GOOS == "linux" && filepath.IsAbs(path) {
		if err := whole(path); err != nil {
			return nil, fmt.Errorf("XLA plugin %s (%s): %w; name another with GOMLX_BACKEND=xla:FILE", path, source, err)
		}
	}
	undo := withoutXNNPACK(config)
	b, err := open(config)
	undo()
	if err != nil {
		return nil, fmt.Errorf("XLA plugin %s (%s) does not open: %s; name another with GOMLX_BACKEND=xla:FILE", plugin(config), source, firstLine(err))
	}
	device := "xla:cpu"
	if b.IsCUDA() {
		device = "xla:cuda"
	}
	return &Backend{Backend: b, Device: device, Plugin: b.PluginName(), Source: source}, nil
}

// open guards against the panics of the plugin loader: a broken plugin must end in one line.
func open(config string) (b *xla.Backend, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	return xla.NewWithOptions(config, nil)
}

// locate returns the configuration string for go-xla and the source of the plugin.
func locate(ctx context.Context, o Options) (config, source string, err error) {
	xla.EnableAutoInstall(false)
	if env := os.Getenv("GOMLX_BACKEND"); env != "" {
		name, config, _ := strings.Cut(env, ":")
		if name != "xla" {
			return "", "", fmt.Errorf("GOMLX_BACKEND=%s: this program runs on XLA only; use xla:cpu, xla:cuda or xla:FILE", env)
		}
		if config == "" {
			config = o.Device
		}
		if strings.HasPrefix(config, "cpu") || strings.HasPrefix(config, "cuda") {
			var more string
			o.Device, more, _ = strings.Cut(config, ",")
			if !installed(o.Device) {
				if path, source, err := provide(ctx, o); err != nil {
					return "", "", err
				} else if path != "" {
					return path + ",shared_buffers=true," + more, source, nil
				}
			}
		}
		return config, "GOMLX_BACKEND", nil
	}
	if installed(o.Device) {
		return o.Device, "installed", nil
	}
	path, source, err := provide(ctx, o)
	if err != nil {
		return "", "", err
	}
	if path == "" { // installed under its own name
		return o.Device, source, nil
	}
	return path + ",shared_buffers=true", source, nil
}

// installed reports whether go-xla finds a plugin of that name by itself. It looks anew each time: go-xla's own list is
// kept from the first call on, before an installation.
func installed(device string) bool {
	for name := range pjrt.AvailablePlugins() {
		if name == device || strings.HasPrefix(name, device+"_") {
			return true
		}
	}
	return false
}

func plugin(config string) string {
	name, _, _ := strings.Cut(config, ",")
	return name
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	return line
}

// Hardware names the processor or card, for the record of a run.
func (b *Backend) Hardware() (device string, threads int) {
	threads = runtime.GOMAXPROCS(0)
	if b.Device == "xla:cuda" {
		return b.DeviceDescription(0), threads
	}
	return cpuName(), threads
}

var errNoPackage = errors.New("no packaged plugin for this system")
