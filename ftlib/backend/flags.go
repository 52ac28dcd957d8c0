package backend

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/gomlx/go-xla/pjrt"
)

// xnnpack is XLA's switch for XNNPACK, with which XLA:CPU multiplies matrices where a program only reads the right one.
// XNNPACK packs that matrix once for each address and does not look at it again. Trained weights change in place, so a
// validation between two epochs could be one of the weights of an earlier epoch, in some processes and not in others.
// Without XNNPACK no program here was measurably slower.
const xnnpack = "xla_cpu_use_xnnpack"

// deterministic makes XLA:CUDA add up in the same order in every run and choose its kernels by rule and not by a race
// between them. Without it the same seeds may give other bits in each process. On an H200 it costs a step of VGG16 5 to
// 13 %, which compiling in a quarter of the time makes up for in all but the longest trainings.
const deterministic = "xla_gpu_deterministic_ops"

// environment is what Open has changed in the environment of the process, which is how plugins are told: programs that
// are started from here may have an XLA of their own.
type environment map[string]*string // as it was; nil where it was not set

// note keeps a variable as it is, to be restored.
func (e environment) note(name string) {
	if _, noted := e[name]; noted {
		return
	}
	e[name] = nil
	if was, ok := os.LookupEnv(name); ok {
		e[name] = &was
	}
}

// set sets a variable.
func (e environment) set(name, value string) {
	e.note(name)
	os.Setenv(name, value)
}

// restore undoes all changes.
func (e environment) restore() {
	for name, was := range e {
		if was == nil {
			os.Unsetenv(name)
		} else {
			os.Setenv(name, *was)
		}
		delete(e, name)
	}
}

// withFlags tells a plugin that is about to be opened what our programs rely on, unless $XLA_FLAGS has an opinion.
func (e environment) withFlags(config string) {
	flag, value := xnnpack, "false"
	if pjrt.IsCUDAName(plugin(config)) {
		flag, value = deterministic, "true"
	}
	given := os.Getenv("XLA_FLAGS")
	e.note("XLA_FLAGS") // go-xla adds a flag of its own for CUDA
	if !strings.Contains(given, flag) && understands(plugin(config), flag) {
		e.set("XLA_FLAGS", strings.TrimSpace(given+" --"+flag+"="+value))
	}
}

// understands says whether a plugin knows a flag: one that it does not know would end the process.
func understands(plugin, flag string) bool {
	if own, err := packagedPlugin(); err == nil && plugin == own {
		return flag == xnnpack // read every time, 250 MB would take as long as all the rest of a start
	}
	if !filepath.IsAbs(plugin) {
		for name, path := range pjrt.AvailablePlugins() {
			if name == plugin || strings.HasPrefix(name, plugin+"_") {
				plugin = path
				break
			}
		}
	}
	code, unmap, err := mapped.Open(plugin)
	if err != nil {
		return false
	}
	defer unmap()
	return bytes.Contains(code, []byte(flag))
}
