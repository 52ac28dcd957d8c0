package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/internal/venv"
)

// Check is one thing that the lab needs.
type Check struct {
	Name   string
	OK     bool
	Detail string // version or place, or what is wrong
	Fix    string // what to do about it, if not OK
}

// prepareFix is the fix for all that Prepare does by itself.
const prepareFix = "go run ./cmd/ft lab --prepare-only"

// Status looks at what Prepare would do, without the network and without changing anything.
func Status(moduleRoot string) []Check {
	p, err := locate(moduleRoot)
	if err != nil {
		msg, fix, _ := strings.Cut(err.Error(), ": ")
		return []Check{{Name: "notebooks", Detail: msg, Fix: fix}}
	}
	return p.status()
}

func (p places) status() []Check { return []Check{venvStatus(p), toolsStatus(p), kernelStatus(p)} }

func venvStatus(p places) Check {
	c := Check{Name: "JupyterLab", Fix: prepareFix}
	python := venv.Interpreter(venv.Python(p.venv))
	switch {
	case python == "" && exists(filepath.Join(p.venv, venv.ReadyFile)):
		c.Detail = "the Python it was installed with is gone"
	case python == "" || !exists(filepath.Join(p.venv, venv.ReadyFile)):
		c.Detail = "not installed"
	case venv.Missing(p.venv) != "":
		c.Detail = venv.Missing(p.venv) + " is missing in " + p.venv
	case !venv.Ready(p.venv, python):
		c.Detail = "installed for another Python than " + python
	default:
		c.OK, c.Fix = true, ""
		c.Detail = fmt.Sprintf("%s in %s", pinned(p.root), p.venv)
	}
	return c
}

func toolsStatus(p places) Check {
	c := Check{Name: "Go kernel's programs", Fix: prepareFix}
	state, err := goVersion(p)
	switch {
	case err != nil:
		c.Detail = err.Error()
	case !exists(filepath.Join(p.tools, venv.ReadyFile)):
		c.Detail = "not built"
	case venv.Missing(p.tools) != "":
		c.Detail = venv.Missing(p.tools) + " is missing in " + p.tools
	case !venv.Ready(p.tools, state):
		c.Detail = "built with another Go"
	default:
		c.OK, c.Fix = true, ""
		version, _, _ := strings.Cut(state, " ")
		c.Detail = fmt.Sprintf("gonb, goimports, gopls built with %s in %s", version, p.tools)
	}
	return c
}

func kernelStatus(p places) Check {
	c := Check{Name: "Go kernel", Fix: prepareFix}
	spec, err := readSpec(specPath(labData(p.dir)))
	if err != nil || len(spec.Argv) == 0 {
		c.Detail = "not described to Jupyter"
		return c
	}
	if !exists(spec.Argv[0]) {
		c.Detail = "its description names " + spec.Argv[0] + ", which is gone"
		return c
	}
	c.OK, c.Fix, c.Detail = true, "", "for "+p.root
	return c
}

// pinned is the version of JupyterLab in requirements.txt, which is the installed one.
func pinned(root string) string {
	b, _ := os.ReadFile(filepath.Join(root, "notebooks", "requirements.txt"))
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "jupyterlab=="); ok {
			return strings.TrimSpace(v)
		}
	}
	return "of unknown version"
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
