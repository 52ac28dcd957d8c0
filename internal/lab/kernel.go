package lab

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/internal/fetch"
)

// goShim stands before the go command in the kernel's PATH.
//
//go:embed go.sh
var goShim []byte

// kernelName is GoNB's own, so that the notebooks open in any installation of it.
const kernelName = "gonb"

// kernelSpec is Jupyter's kernel.json.
type kernelSpec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

// labData and headlessData are the folders given to Jupyter as JUPYTER_DATA_DIR. Each describes a kernel of the same
// name; the headless one has no gopls and prints errors as text.
func labData(dir string) string      { return filepath.Join(dir, "lab") }
func headlessData(dir string) string { return filepath.Join(dir, "headless") }

func specPath(data string) string { return filepath.Join(data, "kernels", kernelName, "kernel.json") }

func settingsDir(data string) string { return filepath.Join(data, "settings") }

// settings are JupyterLab's, as we like them, by extension and file. A user's later change stays.
var settings = map[string]string{
	// No questions at the start: no news, no updates.
	"apputils-extension/notification": `{"fetchNews": "false", "checkForUpdates": false}`,
	// Otherwise cells out of view are taken out of the page, and what a program draws into them is lost.
	"notebook-extension/tracker": `{"windowingMode": "none"}`,
}

func writeKernels(p places) error {
	for name, content := range settings {
		file := filepath.Join(settingsDir(labData(p.dir)), "@jupyterlab", filepath.FromSlash(name)+".jupyterlab-settings")
		if !exists(file) {
			if err := writeIfChanged(file, []byte(content+"\n")); err != nil {
				return err
			}
		}
	}
	for _, data := range []string{labData(p.dir), headlessData(p.dir)} {
		spec := newSpec(p, data == headlessData(p.dir))
		text, err := spec.encode()
		if err != nil {
			return err
		}
		if err := writeIfChanged(specPath(data), text); err != nil {
			return err
		}
	}
	return nil
}

func newSpec(p places, headless bool) kernelSpec {
	path := []string{binDir(p.tools)}
	if !headless {
		path = append(path, goplsDir(p.tools))
	}
	spec := kernelSpec{
		// GoNB logs every cell to its standard error, which is the terminal that JupyterLab was started from.
		Argv: []string{filepath.Join(binDir(p.tools), "gonb"), "--kernel", "{connection_file}",
			"-logtostderr=false", "-log_file=" + os.DevNull, "-stderrthreshold=FATAL"},
		DisplayName:   "Go (gonb)",
		Language:      "go",
		InterruptMode: "message",
		Env: map[string]string{
			"FT_ROOT": literal(p.root),
			"FT_GO":   literal(p.goCmd),
			// Under a server that was started without a Go in its PATH, go is still found, through the shim.
			"PATH": literal(strings.Join(path, string(os.PathListSeparator))) + string(os.PathListSeparator) + "${PATH}",
		},
	}
	if headless {
		spec.Argv = append(spec.Argv, "-raw_error")
	}
	if c := os.Getenv("FT_CACHE"); c != "" {
		if abs, err := filepath.Abs(c); err == nil {
			spec.Env["FT_CACHE"] = literal(abs)
		}
	}
	return spec
}

// literal protects a value from Jupyter, which replaces $NAME in the description's environment.
func literal(s string) string { return strings.ReplaceAll(s, "$", "$$") }

// writeIfChanged leaves an equal file alone, so that a running Jupyter does not see it change.
func writeIfChanged(path string, content []byte) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(content) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return fetch.WriteBytes(path, content)
}
