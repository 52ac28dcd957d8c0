package backend

import (
	"os"
	"strconv"
	"strings"

	"github.com/gomlx/go-xla/pjrt"
)

// override is the variable by which NVIDIA's libraries, cuBLAS and cuDNN, let no product round to TF32.
const override = "NVIDIA_TF32_OVERRIDE"

// withoutTF32 keeps CUDA from TF32 in a configuration that says nothing of it, and in one that refuses it itself.
// go-xla's option covers matrix products alone: its convolutions ask for no precision, and for those cuDNN may take
// TF32. So the libraries are told too, unless the environment has an opinion; they ask when they are first used, so it
// stays. On an H200 a convolution of 512 channels takes two to four times as long without TF32 (go test -bench Convolve
// ./ftlib/network).
func (e environment) withoutTF32(config string) string {
	if !pjrt.IsCUDAName(plugin(config)) {
		return config
	}
	on, said := tf32(config)
	if !said {
		config += ",tf32=false"
	}
	if _, set := os.LookupEnv(override); !set && !on {
		e.set(override, "0")
	}
	return config
}

// tf32 reads go-xla's option of that name.
func tf32(config string) (on, said bool) {
	for _, option := range strings.Split(config, ",")[1:] {
		switch key, value, _ := strings.Cut(option, "="); key {
		case "notf32":
			return false, true
		case "tf32":
			on, err := strconv.ParseBool(value)
			return on || err != nil, true
		}
	}
	return false, false
}
