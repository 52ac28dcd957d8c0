package lab

import (
	"context"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/venv"
)

// prepareVenv makes JupyterLab's virtual environment and returns its Python.
func prepareVenv(ctx context.Context, p places, watch progress.Observer, announce func()) (python string, err error) {
	return venv.Ensure(ctx, p.venv, "JupyterLab", []string{
		"--require-hashes", "--only-binary", ":all:", "-r", filepath.Join(p.root, "notebooks", "lock.txt"),
	}, watch, announce)
}
