// Package lab prepares JupyterLab with a Go kernel that knows this module, opens it, and runs notebooks without a
// browser.
//
// Everything lives in the user's cache: a Python virtual environment, the kernel's programs and the kernel's
// description. Nothing is installed for the whole user, and a second checkout gets its own kernel.
package lab

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/venv"
)

// module is the path that notebooks import the library under.
const module = "github.com/finetune-go/ft"

// Options say for whom the lab is prepared.
type Options struct {
	ModuleRoot string            // folder of the module's go.mod, with the folder notebooks in it
	Progress   progress.Observer // what takes long is said here; nil is silent
	Env        []string          // KEY=value for every cell, such as GOMLX_BACKEND and PJRT_PLUGIN_LIBRARY_PATH
}

// Lab is ready to open JupyterLab and to run notebooks.
type Lab struct {
	root   string // of the module, absolute
	watch  progress.Observer
	env    []string // Options.Env
	python string   // of the virtual environment
	dir    string   // kernel descriptions and Jupyter's own files, for this checkout
}

// Prepare installs and builds what is missing. It needs the network the first time only, and takes well under a
// second when nothing has changed. Processes that prepare at the same time wait for each other.
func Prepare(ctx context.Context, o Options) (*Lab, error) {
	p, err := locate(o.ModuleRoot)
	if err != nil {
		return nil, err
	}
	return prepare(ctx, p, o)
}

func prepare(ctx context.Context, p places, o Options) (*Lab, error) {
	// Both at once, under one bar: the first mostly waits for the network, the second computes.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var bar *progress.Work
	announce := sync.OnceFunc(func() {
		bar = progress.Begin(o.Progress, "installing JupyterLab and building the Go kernel", 0, "")
	})
	defer func() { bar.Abort() }()
	var python string
	var all sync.WaitGroup
	for _, step := range []func() error{
		func() (err error) {
			python, err = venv.Ensure(ctx, p.venv, "JupyterLab", []string{"--require-hashes", "--only-binary", ":all:", "-r",
				filepath.Join(p.root, "notebooks", "lock.txt")}, o.Progress, announce)
			return err
		},
		func() error { return prepareTools(ctx, p, o.Progress, announce) },
	} {
		all.Go(func() {
			if err := step(); err != nil {
				cancel(err) // the first error ends the other step
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	bar.Done()
	if err := writeKernels(p); err != nil {
		return nil, err
	}
	return &Lab{root: p.root, watch: o.Progress, env: o.Env, python: python, dir: p.dir}, nil
}

// Notebooks is the folder of the notebooks.
func (l *Lab) Notebooks() string { return filepath.Join(l.root, "notebooks") }

// places are the lab's folders for one checkout. The virtual environment and the programs are named after the content
// of what pins them: checkouts that agree share them, and checkouts that don't never undo each other's work.
type places struct {
	root  string // of the module, absolute
	cache string
	venv  string
	tools string
	dir   string // kernel descriptions and Jupyter's own files
	goCmd string // the real go command
}

func locate(root string) (p places, err error) {
	if p.root, err = filepath.Abs(root); err != nil {
		return p, err
	}
	// Notebooks find the module through this path from another folder, and a link may be moved under them.
	if p.root, err = filepath.EvalSymlinks(p.root); err != nil {
		return p, err
	}
	if _, err := os.Stat(filepath.Join(p.root, "notebooks", "requirements.txt")); err != nil {
		return p, fmt.Errorf("no notebooks/requirements.txt in %s: run ft in a checkout of %s", p.root, module)
	}
	if p.goCmd, err = findGo(); err != nil {
		return p, err
	}
	if p.cache, err = fetch.CacheDir("lab"); err != nil {
		return p, err
	}
	packages, err := digestFiles(p.root, "notebooks/lock.txt")
	if err != nil {
		return p, err
	}
	tools, err := digestFiles(p.root, "notebooks/tools/go.mod", "notebooks/tools/go.sum")
	if err != nil {
		return p, err
	}
	p.venv = filepath.Join(p.cache, "venv-"+packages)
	p.tools = filepath.Join(p.cache, "tools-"+tools)
	p.dir = filepath.Join(p.cache, "kernel-"+short(sha256.Sum256([]byte(p.root))))
	return p, nil
}

// digestFiles names the content of files, given relative to root with slashes.
func digestFiles(root string, files ...string) (string, error) {
	h := sha256.New()
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f)))
		if errors.Is(err, os.ErrNotExist) {
			return "", fmt.Errorf("%s is missing in %s: git checkout -- %s", f, root, f)
		} else if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n", f, len(b))
		h.Write(b)
	}
	return short([32]byte(h.Sum(nil))), nil
}

func short(sum [32]byte) string { return hex.EncodeToString(sum[:6]) }
