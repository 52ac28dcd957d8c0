// Package backend opens XLA: it finds or installs the PJRT plugin and returns a GoMLX backend on it.
package backend

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// Options choose the device.
type Options struct {
	Device   string            // "cpu" (default) or "cuda"; ignored when GOMLX_BACKEND is set
	TF32     bool              // CUDA: let products and convolutions round their inputs to 10 bits of mantissa; off by default for parity
	Progress progress.Observer // progress of an installation; nil is silent
}

// Backend is an open XLA backend and where its plugin came from.
type Backend struct {
	XLA      compute.Backend
	Device   string // "xla:cpu" or "xla:cuda"
	Plugin   string // file of the PJRT plugin
	Checksum string // CRC-32C of the plugin where it was unpacked into the cache, verified; "" where none is known
	Memory   int64  // of a GPU in bytes; 0 where it is the machine's or unknown
	Source   string // what supplied it: "GOMLX_BACKEND", "installed", "cache", "GoMLX's release", "Python package …"

	gpu, versions string      // CUDA: the GPU's name, with TF32 where it is on; what the plugin says of itself
	environment   environment // CUDA: what its libraries may still ask for
}

// Close ends the backend. What was made on it must be closed before.
func (b *Backend) Close() {
	b.XLA.Finalize()
	b.environment.restore()
}

// PluginName is the plugin's file and the folder it lies in, which says its version where this program has fetched it.
// A CUDA plugin is called the same in all versions: it is named with those that it gives itself.
func (b *Backend) PluginName() string {
	name := filepath.Base(filepath.Dir(b.Plugin)) + "/" + filepath.Base(b.Plugin)
	if b.versions != "" {
		name += " (" + b.versions + ")"
	}
	return name
}

// versions is what a plugin says of itself.
func versions(p *pjrt.Plugin) string {
	major, minor := p.Version()
	said := fmt.Sprintf("PJRT %d.%d", major, minor)
	if v, ok := p.Attributes()["cuda_version"]; ok { // 13000 is CUDA 13.0
		said += fmt.Sprintf(", CUDA %v", v)
	}
	return said
}

// Open returns a backend. Plugins are looked for in this order: what GOMLX_BACKEND or PJRT_PLUGIN_LIBRARY_PATH say, one
// that is installed, the user's cache, GoMLX's release, and on Linux the Python packages that ship one. The error is
// one line that says what failed and what to do. Until it returns it sets variables of the environment that plugins
// read, for CUDA until the backend is closed: XLA_FLAGS and NVIDIA_TF32_OVERRIDE.
func Open(ctx context.Context, o Options) (opened *Backend, err error) {
	if o.Device == "" {
		o.Device = "cpu"
	}
	if err := enoughAddresses(); err != nil {
		return nil, err
	}
	config, source, err := locate(ctx, o)
	if err != nil {
		return nil, err
	}
	opening.Lock() // the environment is the process's
	defer opening.Unlock()
	changed := environment{}
	defer func() {
		if opened == nil || opened.environment == nil { // a processor's plugin has read it by now
			changed.restore()
		}
	}()
	if !o.TF32 {
		config = changed.withoutTF32(config)
	}
	sum := ""
	if path := plugin(config); filepath.IsAbs(path) {
		if sum, err = checked(path, source == "cache"); err != nil {
			return nil, fmt.Errorf("XLA plugin %s (%s): %w; name another with GOMLX_BACKEND=xla:FILE", path, source, err)
		}
	}
	changed.withFlags(config)
	path := plugin(config)
	config, remove, err := withoutComma(config)
	if err != nil {
		return nil, err
	}
	defer remove() // a plugin that is loaded needs its file no more
	b, err := open(config)
	if err != nil {
		return nil, fmt.Errorf("XLA plugin %s (%s) does not open: %s; name another with GOMLX_BACKEND=xla:FILE", path,
			source, firstLine(err.Error()))
	}
	loaded, err := pjrt.GetPlugin(plugin(config))
	if err != nil {
		return nil, err
	}
	if !filepath.IsAbs(path) {
		path = loaded.Path()
	}
	opened = &Backend{XLA: b, Device: "xla:cpu", Plugin: path, Source: source, Checksum: sum}
	if b.IsCUDA() {
		opened.Device, opened.versions, opened.environment = "xla:cuda", versions(loaded), changed
		opened.gpu, opened.Memory = gpu(b.DeviceDescription(0))
		if b.DotGeneralUseTF32 {
			opened.gpu += " (TF32)" // so that all that names the machine says so
		}
	}
	return opened, nil
}

var opening sync.Mutex

// open guards against the panics of the plugin loader: a broken plugin must end in one line.
func open(config string) (b *xla.Backend, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	defer shield()()
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
				path, source, err := provide(ctx, o)
				if err != nil {
					return "", "", err
				}
				return file(path, o.Device) + "," + more, source, nil
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
	return file(path, o.Device), source, nil
}

// file configures a plugin by its file. A GPU has memory of its own; go-xla would go by the letters of the path.
func file(path, device string) string {
	return fmt.Sprintf("%s,shared_buffers=%t", strings.ReplaceAll(path, ",", comma), device != "cuda")
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
	return strings.ReplaceAll(name, comma, ",")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// What a program can act on, to be found with errors.Is.
var (
	// ErrNoPlugin says that no XLA plugin for the processor is at hand or can be installed.
	ErrNoPlugin = errors.New("no XLA plugin")
	// ErrNoCUDA says so of NVIDIA's GPUs; the processor may still serve.
	ErrNoCUDA = errors.New("no CUDA plugin")
)

var errNoPackage = errors.New("no packaged plugin for this system")
