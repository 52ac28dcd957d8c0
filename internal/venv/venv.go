// Package venv makes Python virtual environments, and other installed folders, whole or not at all.
package venv

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/child"
	"github.com/finetune-go/ft/internal/fetch"
)

// Ensure makes the virtual environment dir and installs packages into it, given as pip install takes them, and returns
// its Python. It calls announce when there is something to do. what names the environment in errors.
func Ensure(ctx context.Context, dir, what string, packages []string, watch progress.Observer,
	announce func()) (python string, err error) {
	python = Python(dir)
	if Ready(dir, Interpreter(python)) {
		return python, nil
	}
	base, err := findPython(ctx)
	if err != nil {
		return "", err
	}
	// What the finished environment's Python is a link to: an upgrade from Python 3.11 to 3.12 behind the same name
	// leaves an environment whose packages are not found.
	err = Fill(ctx, dir, Interpreter(base), watch, func() error {
		announce()
		if err := Run(ctx, "", base, "-I", "-m", "venv", dir); err != nil {
			return fmt.Errorf("make a Python virtual environment: %w: on Debian and Ubuntu, apt-get install python3-venv", err)
		}
		// Compiling takes longer than installing, and most modules are never imported: Python compiles those that are.
		pip := []string{"-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--quiet", "--no-compile"}
		if err := Run(ctx, filepath.Dir(dir), python, append(pip, packages...)...); err != nil {
			return fmt.Errorf("install %s: %w: this step needs a Python package index, set PIP_INDEX_URL to one you can reach",
				what, err)
		}
		return nil
	})
	return python, err
}

// Python is the interpreter's name in a virtual environment.
func Python(dir string) string { return filepath.Join(dir, "bin", "python") }

// Interpreter is the file behind a Python's name, or "" if it is gone.
func Interpreter(python string) string {
	f, err := filepath.EvalSymlinks(python)
	if err != nil {
		return ""
	}
	return f
}

// findPython returns the interpreter itself: what is called python3 may be a version manager's script.
func findPython(ctx context.Context) (string, error) {
	name := fetch.Python()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, "-I", "-c",
		"import os, sys; print(sys.version_info >= (3, 10)); print(os.path.realpath(sys.executable))").Output()
	if err != nil {
		return "", fmt.Errorf("%s does not run (%v): install Python 3.10 or later, or set FT_PYTHON to it", name, err)
	}
	ok, path, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if ok != "True" {
		return "", fmt.Errorf("%s is older than Python 3.10: install a later one and set FT_PYTHON to it", path)
	}
	return path, nil
}

// Run runs a program to its end and turns what it printed into the error.
func Run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	child.BindGroup(cmd, 2*time.Second) // a grandchild may hold the pipe open
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if line := Reason(string(out)); line != "" {
		return errors.New(line)
	}
	return fmt.Errorf("%s: %w", filepath.Base(name), err)
}

// Reason is the line that best says what went wrong: the first one with "error" in it, since pip's and go's first says
// more than their last, or else the last.
func Reason(out string) (line string) {
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
