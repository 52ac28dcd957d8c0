package lab

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// InstallKernel describes the Go kernel of this checkout to the user's own Jupyter, and to what finds kernels as it
// does, such as VS Code. It returns the description's file. The kernel of another program under the same name stays.
func (l *Lab) InstallKernel() (file string, err error) {
	data, err := userData()
	if err != nil {
		return "", err
	}
	file = specPath(data)
	if old, err := readSpec(file); err == nil && old.Env["FT_ROOT"] == "" {
		return "", fmt.Errorf("%s is of another Go kernel: remove its folder to install this one", file)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	spec, err := readSpec(specPath(labData(l.dir)))
	if err != nil {
		return "", err
	}
	for _, kv := range l.env { // such as the choice of a device
		k, v, _ := strings.Cut(kv, "=")
		spec.Env[k] = literal(v)
	}
	text, err := spec.encode()
	if err != nil {
		return "", err
	}
	return file, writeIfChanged(file, text)
}

// userData is where Jupyter looks for what a user has installed.
func userData() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}

func readSpec(file string) (spec kernelSpec, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return spec, err
	}
	if err := json.Unmarshal(text, &spec); err != nil {
		return spec, fmt.Errorf("%s: %w: remove it", file, err)
	}
	return spec, nil
}

func (s kernelSpec) encode() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(s)
	return b.Bytes(), err
}
