package fit

import (
	"path/filepath"
	"runtime"
	"runtime/debug"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/machine"
)

// Hardware is what a backend runs on.
func Hardware(b *backend.Backend) run.Hardware {
	device, threads := b.Hardware()
	return run.Hardware{Backend: b.Device, Device: device, Threads: threads, Memory: machine.TotalMemory()}
}

// Versions names what the bits of a run depend on.
func Versions(b *backend.Backend) map[string]string {
	v := map[string]string{"go": runtime.Version(), "plugin": b.PluginName()}
	if b.Device == "xla:cpu" {
		v["kernels"], v["compiler"] = kernels.Set(), kernels.Compiler()
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		v["ft"] = info.Main.Version
		for _, d := range info.Deps {
			switch d.Path {
			case "github.com/gomlx/gomlx", "github.com/gomlx/go-xla", "github.com/gomlx/compute":
				v[filepath.Base(d.Path)] = d.Version
			}
		}
	}
	return v
}

// Kernels names the instruction set that the CPU's kernels use, such as "avx512".
func Kernels() string { return kernels.Set() }
