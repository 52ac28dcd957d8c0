package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// prepareVenv makes the virtual environment and returns its Python. It calls announce when there is something to do.
func prepareVenv(ctx context.Context, p places, log io.Writer, announce func()) (python string, err error) {
	python = venvPython(p.venv)
	if ready(p.venv, interpreter(python)) {
		return python, nil
	}
	base, err := findPython(ctx)
	if err != nil {
		return "", err
	}
	// What the finished environment's Python is a link to: an upgrade from Python 3.11 to 3.12 behind the same name
	// leaves an environment whose packages are not found.
	err = fill(ctx, p.venv, interpreter(base), log, func() error {
		announce()
		if err := run(ctx, "", base, "-m", "venv", p.venv); err != nil {
			return fmt.Errorf("make a Python virtual environment: %w: on Debian and Ubuntu, apt-get install python3-venv", err)
		}
		if err := run(ctx, p.cache, python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--quiet",
			"-r", filepath.Join(p.root, "notebooks", "requirements.txt"),
			"-c", filepath.Join(p.root, "notebooks", "constraints.txt")); err != nil {
			return fmt.Errorf("install JupyterLab: %w: this step needs a Python package index, set PIP_INDEX_URL to one you can reach", err)
		}
		return nil
	})
	return python, err
}

func venvPython(venv string) string { return filepath.Join(venv, "bin", "python") }

// interpreter is the file behind a Python's name, or "" if it is gone.
func interpreter(python string) string {
	f, err := filepath.EvalSymlinks(python)
	if err != nil {
		return ""
	}
	return f
}

// findPython returns the interpreter itself: what is called python3 may be a version manager's script. FT_PYTHON
// names another one.
func findPython(ctx context.Context) (string, error) {
	name := os.Getenv("FT_PYTHON")
	if name == "" {
		name = "python3"
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, "-c",
		"import os, sys; print(sys.version_info >= (3, 10)); print(os.path.realpath(sys.executable))").Output()
	if err != nil {
		return "", fmt.Errorf("%s does not run (%v): install Python 3.10 or later, or set FT_PYTHON to it", name, err)
	}
	ok, path, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if ok != "True" {
		return "", fmt.Errorf("%s is older than Python 3.10, which JupyterLab needs: install a later one and set FT_PYTHON to it", path)
	}
	return path, nil
}

// run runs a program to its end and turns what it printed into the error.
func run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.WaitDelay = 2 * time.Second // a grandchild may hold the pipe open
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if line := reason(string(out)); line != "" {
		return errors.New(line)
	}
	return fmt.Errorf("%s: %w", filepath.Base(name), err)
}

// reason is the line that best says what went wrong: the first one with "error" in it, since pip's and go's first says
// more than their last, or else the last.
func reason(out string) (line string) {
	for l := range strings.Lines(out) {
		l = strings.TrimSpace(l)
		if strings.Contains(strings.ToLower(l), "error") {
			return l
		}
		if l != "" {
			line = l
		}
	}
	return line
}
