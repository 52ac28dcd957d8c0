package lab

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/child"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/venv"
)

// runScript is the part that nbclient is called from.
//
//go:embed run_notebook.py
var runScript string

// cellError is the first cell of a notebook that failed.
type cellError struct {
	Notebook string // file name
	Cell     int    // 1 is the first code cell, as in Jupyter's [1]
	Source   string // of the cell
	Output   string // what it printed, errors of the compiler included
}

// Error has the cell's text in it, because the cell is far away from the terminal that shows the error.
func (e *cellError) Error() string {
	return fmt.Sprintf("%s: cell %d failed: %s\n%s\n%s", e.Notebook, e.Cell, venv.Reason(e.Output), indent(e.Source),
		indent(e.Output))
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}

// RunNotebook executes a notebook with the real kernel, cell by cell, and writes the executed copy and an HTML page
// into outDir under the notebook's name, up to the failing cell if one fails. An outDir that is the notebook's own
// folder updates the notebook in place. Cells read set through nb.Param; timeout is for all cells together.
func (l *Lab) RunNotebook(ctx context.Context, path, outDir string, set map[string]string,
	timeout time.Duration) error {
	nb, err := readNotebook(path)
	if err != nil {
		return err
	}
	if err := nb.checkSet(path, set); err != nil {
		return err
	}
	name := strings.TrimSuffix(filepath.Base(path), ".ipynb")
	out, err := filepath.Abs(outDir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("create %s: %w: choose another output folder", outDir, err)
	}
	// Digests from before the run: what changes while it runs makes the output stale.
	meta, err := stamp(nb, l.root)
	if err != nil {
		return err
	}
	if set == nil {
		set = map[string]string{} // {} in the file, not null
	}
	meta["ft_set"] = set
	full, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	job, err := json.Marshal(map[string]any{
		"notebook": full, "folder": filepath.Dir(full), "seconds": timeout.Seconds(), "metadata": meta,
		"ipynb": filepath.Join(out, name+".ipynb"), "html": filepath.Join(out, name+".html"),
	})
	if err != nil {
		return err
	}
	return l.drive(ctx, name, job, set)
}

// drive runs the Python part and follows what it says.
func (l *Lab) drive(ctx context.Context, name string, job []byte, set map[string]string) error {
	cmd := exec.CommandContext(ctx, l.python, "-I", "-c", runScript)
	cmd.Stdin = bytes.NewReader(job)
	scratch, remove, err := fetch.Scratch("ft-notebook-")
	if err != nil {
		return err
	}
	defer remove()
	// A try of earlier code must not be taken for one of this code.
	cmd.Env = append(l.jupyterEnv(headlessData(l.dir), scratch), "FT_TRIES="+filepath.Join(scratch, "tries"),
		"FT_HEADLESS=1")
	for k, v := range set {
		cmd.Env = append(cmd.Env, "FT_SET_"+k+"="+v)
	}
	var stderr child.Tail
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	child.Bind(cmd, 10*time.Second) // nbclient ends the kernel on SIGTERM
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("run %s: %w", name, err)
	}
	done, failed := l.follow(name, stdout)
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case failed != nil:
		return failed
	case done:
		return nil
	case err == nil:
		err = errors.New("nbclient ended early")
	}
	return fmt.Errorf("run %s: %w: %s", name, err, stderr.LastLine())
}

// follow reads events to their end: whether the notebook was done, or which cell failed.
func (l *Lab) follow(name string, stdout io.Reader) (done bool, failed error) {
	began := time.Now()
	lines := bufio.NewScanner(stdout)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var event struct {
			Start, Of, Failed int
			Source, Error     string
			Done, Changed     bool
		}
		if json.Unmarshal(lines.Bytes(), &event) != nil {
			continue
		}
		switch {
		case event.Start > 0:
			progress.Infof(l.watch, "%s: cell %d of %d, %.0f s", name, event.Start, event.Of, time.Since(began).Seconds())
		case event.Error != "":
			failed = &cellError{Notebook: name + ".ipynb", Cell: event.Failed, Source: event.Source, Output: event.Error}
		case event.Changed:
			failed = fmt.Errorf("%s.ipynb was saved while it ran, so its output was not written into it: run it again", name)
		case event.Done:
			progress.Infof(l.watch, "%s: done in %.0f s", name, time.Since(began).Seconds())
			done = true
		}
	}
	io.Copy(io.Discard, stdout) //nolint:errcheck // a line too long to scan must not block the child
	return done, failed
}
