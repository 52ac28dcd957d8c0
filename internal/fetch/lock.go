package fetch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/gofrs/flock"
)

// ErrNoLocks says that a folder cannot be kept from other processes.
var ErrNoLocks = errors.New("its file system has no locks")

// LockHidden is Lock with a hidden file beside path, which goes with the lock, so that nothing is left among files of
// the user.
func LockHidden(ctx context.Context, path string, watch progress.Observer) (unlock func(), err error) {
	path = filepath.Join(filepath.Dir(path), "."+filepath.Base(path))
	free, err := Lock(ctx, path, watch)
	if err != nil {
		return nil, err
	}
	return func() {
		if info, err := os.Stat(path + ".lock"); err == nil && info.Size() == 0 { // else it is a user's
			os.Remove(path + ".lock") //nolint:errcheck // before it is free; where it cannot be removed, it does no harm
		}
		free()
	}, nil
}

// Lock keeps other processes out of path until unlock is called; it says on log when it has to wait.
// The lock is a file path+".lock", which stays, so that a cache that can only be read is of use. Who holds the lock may
// remove it: another process that has just opened the file would then lock one that nobody else sees, so whoever gets a
// lock looks whether its file still has the name, and else begins again.
func Lock(ctx context.Context, path string, watch progress.Observer) (unlock func(), err error) {
	const mode = 0o644 // others may read what is in the cache
	l := flock.New(path+".lock", flock.SetPermissions(mode))
	writable := false
	if info, err := os.Stat(l.Path()); err == nil && !info.Mode().IsRegular() { // to open a pipe may wait for ever
		return nil, fmt.Errorf("lock %s.lock: it is there and no file: remove it", path)
	}
	for {
		ok, err := l.TryLock()
		switch {
		case !writable && (errors.Is(err, syscall.EBADF) || errors.Is(err, syscall.EIO)):
			// NFS locks only what is open for writing.
			l.Close()
			l, writable = flock.New(path+".lock", flock.SetPermissions(mode), flock.SetFlag(os.O_CREATE|os.O_RDWR)), true
			continue
		case errors.Is(err, syscall.ENOSYS) || errors.Is(err, syscall.ENOLCK) || errors.Is(err, syscall.EOPNOTSUPP):
			return nil, fmt.Errorf("lock %s.lock: %w (%w): choose a folder on another one", path, ErrNoLocks, reason(err))
		case errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EROFS):
			return nil, fmt.Errorf("lock %s.lock: %w: its folder must be one that can be written", path, reason(err))
		case err != nil:
			return nil, fmt.Errorf("lock %s.lock: %w", path, reason(err))
		case ok && named(l):
			return func() { l.Close() }, nil
		case ok:
			l.Close()
			continue
		}
		progress.Infof(watch, "waiting for another ft that is writing %s", path)
		watch = nil
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("lock %s.lock: %w", path, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// named says whether the file of a lock is still the one that its path names.
func named(l *flock.Flock) bool {
	mine, err := l.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(l.Path())
	return err == nil && os.SameFile(mine, there)
}
