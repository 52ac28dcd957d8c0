package backend

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/mapped"
	"github.com/gomlx/go-xla/pjrt"
)

// xnnpack is XLA's switch for XNNPACK, with which XLA:CPU multiplies matrices where a program only reads the right one.
// XNNPACK packs that matrix once for each address and does not look at it again. Trained weights change in place, so a
// validation between two epochs could be one of the weights of an earlier epoch, in some processes and not in others.
// Without XNNPACK no program here was measurably slower.
const xnnpack = "xla_cpu_use_xnnpack"

// withoutXNNPACK switches XNNPACK off in a plugin that is about to be opened, unless $XLA_FLAGS has an opinion. Undo it
// when the plugin is open: programs started from here may have an XLA of their own.
func withoutXNNPACK(config string) (undo func()) {
	flags, set := os.LookupEnv("XLA_FLAGS")
	if strings.HasPrefix(config, "cuda") || strings.Contains(flags, xnnpack) || !understands(plugin(config), xnnpack) {
		return func() {}
	}
	os.Setenv("XLA_FLAGS", strings.TrimSpace(flags+" --"+xnnpack+"=false"))
	return func() {
		if set {
			os.Setenv("XLA_FLAGS", flags)
		} else {
			os.Unsetenv("XLA_FLAGS")
		}
	}
}

// understands says whether a plugin knows a flag: one that it does not know would end the process.
func understands(plugin, flag string) bool {
	if own, err := cachedPlugin(); err == nil && plugin == own {
		return true // read every time, 250 MB would take as long as all the rest of a start
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
