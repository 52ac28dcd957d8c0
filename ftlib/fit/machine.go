package fit

import (
	"bufio"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/kernels"
	"github.com/finetune-go/ft/ftlib/run"
)

// Hardware is what a backend runs on.
func Hardware(b *backend.Backend) run.Hardware {
	device, threads := b.Hardware()
	return run.Hardware{Backend: b.Device, Device: device, Threads: threads, Memory: TotalMemory()}
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

// forgetPeak makes [PeakMemory] that from now on, where the system allows it.
func forgetPeak() { os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// PeakMemory is the largest resident size of this process so far in bytes, 0 where the system does not tell.
func PeakMemory() int64 { return field("/proc/self/status", "VmHWM") }

// TotalMemory is the memory of the machine in bytes, 0 where the system does not tell.
func TotalMemory() int64 { return field("/proc/meminfo", "MemTotal") }

// field reads a "Name:  123 kB" line of a file of /proc.
func field(path, name string) int64 {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if key, value, ok := strings.Cut(s.Text(), ":"); ok && key == name {
			if words := strings.Fields(value); len(words) > 0 {
				n, _ := strconv.ParseInt(words[0], 10, 64)
				return n * 1024
			}
		}
	}
	return 0
}

// Kernels names the instruction set that the CPU's kernels use, such as "avx512".
func Kernels() string { return kernels.Set() }
