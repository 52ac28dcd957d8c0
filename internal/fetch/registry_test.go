package fetch

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fake puts a shell script in the place of a command for the length of a test.
func fake(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("FT_CACHE", t.TempDir())
	t.Setenv("FT_PYTHON", "")
	t.Setenv("PIP_DEFAULT_TIMEOUT", "")
	t.Setenv("PIP_TIMEOUT", "")
}

func TestPipVerifiesAndKeeps(t *testing.T) {
	_, sum := content(5)
	fake(t, "python3", "echo run >> $FT_CACHE/runs; printf '\\0\\0\\1\\2\\3' > p-1-none-any.whl\n")
	path, err := Pip(t.Context(), "p", "1", sum, nil)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Pip(t.Context(), "p", "1", sum, nil); err != nil || again != path {
		t.Errorf("second call: %q, %v", again, err)
	}
	if runs, _ := os.ReadFile(filepath.Join(os.Getenv("FT_CACHE"), "runs")); string(runs) != "run\n" {
		t.Errorf("a cached wheel was downloaded again: %q", runs)
	}
	if _, err := Pip(t.Context(), "p", "2", sum[1:]+"0", nil); err == nil || !strings.Contains(err.Error(),
		"not the pinned one") {
		t.Errorf("error for another wheel: %v", err)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".pip-*"))
	if len(left) != 0 {
		t.Errorf("temporary folders left: %v", left)
	}
}

func TestPipFailureIsOneLine(t *testing.T) {
	fake(t, "python3", "echo Collecting p==1\necho 'ERROR: Could not find a version that satisfies the "+
		"requirement'\necho 'ERROR: No matching distribution'\nexit 1\n")
	_, err := Pip(t.Context(), "p", "1", "", nil)
	if err == nil || !strings.Contains(err.Error(), "Could not find a version") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error: %v", err)
	}
}

// TestPipIsMissing is of a Debian with python3 and without python3-pip.
func TestPipIsMissing(t *testing.T) {
	fake(t, "python3", "echo '/usr/bin/python3: No module named pip' >&2\nexit 1\n")
	_, err := Pip(t.Context(), "p", "1", "", nil)
	if err == nil || !strings.Contains(err.Error(), "No module named pip: install Python 3.10 or later with pip") {
		t.Errorf("error: %v", err)
	}
}

// TestPythonBesideUs names the interpreter as a user does who has a virtual environment in his working directory.
func TestPythonBesideUs(t *testing.T) {
	_, sum := content(5)
	t.Setenv("FT_CACHE", filepath.Join(t.TempDir(), "cache [1]"))
	t.Chdir(t.TempDir())
	if err := os.WriteFile("python", []byte("#!/bin/sh\nprintf '\\0\\0\\1\\2\\3' > p-1-none-any.whl\n"),
		0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FT_PYTHON", "./python")
	if _, err := Pip(t.Context(), "p", "1", sum, nil); err != nil {
		t.Error(err)
	}
}

func TestMissingNpm(t *testing.T) {
	t.Setenv("FT_CACHE", t.TempDir())
	t.Setenv("PATH", t.TempDir())
	if _, err := Npm(t.Context(), "p", "1", "", nil); err == nil || !strings.Contains(err.Error(),
		"npm is not installed") {
		t.Errorf("error: %v", err)
	}
}

func TestRegistryThatDoesNotAnswer(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the time-out of 5 s")
	}
	fake(t, "python3", "echo Collecting p==1\nexec sleep 60\n")
	start := time.Now()
	_, err := Pip(t.Context(), "p", "1", "", nil)
	if !errors.Is(err, ErrSilent) {
		t.Errorf("error: %v", err)
	}
	if d := time.Since(start); d > Unreachable+2*time.Second {
		t.Errorf("it cost %v", d)
	}
}

func TestCacheDir(t *testing.T) {
	t.Setenv("FT_CACHE", filepath.Join(t.TempDir(), "c"))
	dir, err := CacheDir("a", "b")
	if err != nil || !strings.HasSuffix(dir, fmt.Sprintf("c%ca%cb", filepath.Separator, filepath.Separator)) {
		t.Errorf("%q, %v", dir, err)
	}
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o644)
	t.Setenv("FT_CACHE", file)
	if _, err := CacheDir("a"); err == nil || !strings.Contains(err.Error(), "FT_CACHE") {
		t.Errorf("error for a cache that is a file: %v", err)
	}
}
