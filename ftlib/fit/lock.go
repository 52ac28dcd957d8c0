package fit

import (
	"context"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

// lockFolder keeps other processes out of a run folder until unlock is called: whoever comes second waits, and with
// Options.Resume then finds the run finished. The lock is a hidden file beside the folder, which is not there before a
// run can begin; it goes with the lock, so that a run that cannot begin leaves nothing.
func lockFolder(ctx context.Context, dir string, watch progress.Observer) (unlock func(), err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, err
	}
	if folder, err := filepath.EvalSymlinks(dir); err == nil { // a link to it is another name for the same run
		dir = folder
	}
	return fetch.LockHidden(ctx, dir, watch)
}
