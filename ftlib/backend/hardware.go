package backend

import (
	"bufio"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// Hardware names the processor or GPU, for the record of a run.
func (b *Backend) Hardware() (device string, threads int) {
	threads = runtime.GOMAXPROCS(0)
	if b.Device == "xla:cuda" {
		return b.gpu, threads
	}
	return cpuName(), threads
}

// cpuName reads the processor's name where Linux keeps it.
func cpuName() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

// gpu asks NVIDIA's tool for the name and the memory, in bytes, of the first GPU that CUDA may use. PJRT says only
// "cuda:0", which is what is left where the tool does not answer.
func gpu(otherwise string) (name string, memory int64) {
	args := []string{"--query-gpu=name,memory.total", "--format=csv,noheader,nounits"}
	if first, _, _ := strings.Cut(os.Getenv("CUDA_VISIBLE_DEVICES"), ","); first != "" {
		args = append(args, "--id="+first)
	}
	out, err := exec.Command("nvidia-smi", args...).Output()
	name, mebibytes, found := strings.Cut(firstLine(string(out)), ", ")
	if err != nil || !found {
		return otherwise, 0
	}
	n, _ := strconv.ParseInt(strings.TrimSpace(mebibytes), 10, 64) // "[N/A]" on GPUs that share the machine's
	return name, n << 20
}
