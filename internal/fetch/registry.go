package fetch

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
)

// Python is the interpreter to use: python3, or what $FT_PYTHON names.
func Python() string {
	python := cmp.Or(os.Getenv("FT_PYTHON"), "python3")
	// pip runs in another working directory, where a relative path would name another file.
	if strings.ContainsRune(python, filepath.Separator) {
		if abs, err := filepath.Abs(python); err == nil {
			return abs
		}
	}
	return python
}

// Pip brings one wheel of a Python package into the cache through `python3 -m pip download` and returns its path.
// sha256 is the wheel's. The caller may remove the file when it has taken out what it needs, preferably while it
// holds a Lock on what it makes of it. log (nil: silent) shows the elapsed time.
func Pip(ctx context.Context, name, version, sha256 string, watch progress.Observer) (string, error) {
	return fromRegistry(ctx, registry{
		tool: "pip", command: []string{Python(), "-I", "-m", "pip", "download", "--no-deps", "--only-binary=:all:",
			"--retries", "2", "--no-input", "--progress-bar", "off", "--disable-pip-version-check", "-d", ".",
			name + "==" + version},
		need: "Python 3.10 or later with pip",
		asks: func(line string) bool { return strings.HasPrefix(line, "Collecting ") },
		moves: func(line string) bool {
			return strings.HasPrefix(strings.TrimSpace(line), "Downloading ") || strings.Contains(line, "Saved ") ||
				strings.Contains(line, "Using cached")
		},
		slow: []string{"PIP_DEFAULT_TIMEOUT", "PIP_TIMEOUT"},
	}, name, version, ".whl", sha256, watch)
}

// Npm brings the tarball of a JavaScript package into the cache through `npm pack`, otherwise like Pip.
func Npm(ctx context.Context, name, version, sha256 string, watch progress.Observer) (string, error) {
	return fromRegistry(ctx, registry{
		tool: "npm", command: []string{"npm", "pack", "--ignore-scripts", "--loglevel=info", "--fetch-retries=1",
			"--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=1000", name + "@" + version},
		need: "npm (it comes with Node.js)",
		asks: func(line string) bool { return strings.Contains(line, " using node@") },
		moves: func(line string) bool {
			return strings.Contains(line, "http fetch GET 200") || strings.Contains(line, "Tarball")
		},
		slow: []string{"npm_config_fetch_timeout", "NPM_CONFIG_FETCH_TIMEOUT"},
	}, name, version, ".tgz", sha256, watch)
}

// fromRegistry returns the cached package file, after downloading it if it is not there or is another one.
func fromRegistry(ctx context.Context, r registry, name, version, suffix, sha256 string,
	watch progress.Observer) (string, error) {
	dir, err := CacheDir("packages")
	if err != nil {
		return "", err
	}
	dst := filepath.Join(dir, strings.NewReplacer("/", "-", "@", "").Replace(r.tool+"-"+name+"-"+version)+suffix)
	unlock, err := Lock(ctx, dst, watch)
	if err != nil {
		return "", err
	}
	defer unlock()
	want := Source{SHA256: sha256}
	if there, err := has(want, dst); there || err != nil {
		return dst, err
	}
	// In the cache and not in the system's temporary folder, so that the rename below stays on one disk.
	prefix := "." + filepath.Base(dst) + "-"
	removeTemporary(dir, prefix) // of killed processes: this one has the lock
	temp, err := os.MkdirTemp(dir, prefix+"*")
	if err != nil {
		return "", writeError(dst, err)
	}
	defer os.RemoveAll(temp)
	label := fmt.Sprintf("download %s %s (%s)", name, version, r.tool)
	if err := r.run(ctx, temp, label, watch); err != nil {
		return "", fmt.Errorf("%s package %s %s: %w", r.tool, name, version, err)
	}
	got, err := fs.Glob(os.DirFS(temp), "*"+suffix) // the cache may have brackets in its name
	if err != nil || len(got) != 1 {
		return "", fmt.Errorf("%s package %s %s: %s left %d files *%s, expected one", r.tool, name, version, r.tool,
			len(got), suffix)
	}
	file := filepath.Join(temp, got[0])
	if err := verify(want, file); err != nil {
		return "", fmt.Errorf("%s package %s %s is not the pinned one: %w", r.tool, name, version, err)
	}
	if err := os.Rename(file, dst); err != nil {
		return "", writeError(dst, err)
	}
	return dst, nil
}
